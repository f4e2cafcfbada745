// The stand-in comes from a packaged program and lacks the default app that opens `electron <folder>`: this takes its place.
'use strict';
const { app } = require('electron');
const { readFileSync, statSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const args = process.argv.slice(1);
// As Electron's default app: modules to be loaded before the app.
for (let index = args.indexOf('-r'); index >= 0; index = args.indexOf('-r')) {
  const [, path] = args.splice(index, 2);
  require(path);
}
const argument = args.find((value) => !value.startsWith('-'));
if (argument === undefined) {
  process.stderr.write('Name the folder of the app to open.\n');
  app.exit(2);
} else {
  const path = resolve(argument);
  const isFolder = statSync(path).isDirectory();
  const folder = isFolder ? path : dirname(path);
  const description = isFolder ? JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) : {};
  if (description.productName || description.name) app.setName(description.productName || description.name);
  if (description.version) app.setVersion(description.version);
  app.setAppPath(folder);
  process.defaultApp = true;
  require(isFolder ? join(folder, description.main || 'index.js') : path);
}
