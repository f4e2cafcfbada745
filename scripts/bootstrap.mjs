// What `npm run …` and `npm test` start, on whichever Node the user has. Without imports of its own, so that an old Node can still say why.
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(
    `Nevus needs Node 20 or newer to set itself up, and this is Node ${process.versions.node}. Install a newer one from your system or nodejs.org.\n`,
  );
  process.exitCode = 1;
} else {
  import('./bootstrap/main.mjs').then(({ main }) => main(process.argv.slice(2)));
}
