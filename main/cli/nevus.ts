#!/usr/bin/env node
import '../host/thread-pool.ts';
import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';

/** After the end nothing should keep the process; if something does (a thread of a library), it is left this long. */
const lingerMs = 3000;

// `nevus runs | head` closes the pipe early: nobody reads any more, so there is nothing left to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failure);
});

try {
  await createProgram().parseAsync(process.argv);
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown;
  const isHelp = thrown.exitCode === 0;
  process.exitCode = isHelp ? exitCodes.ok : exitCodes.wrongUsage;
  if (!isHelp && process.argv.includes('--json')) {
    const message = thrown.message.replace(/^error: /, '');
    process.stdout.write(`${JSON.stringify({ error: { code: 'invalid-input', message } })}\n`);
  }
}
setTimeout(() => process.exit(), lingerMs).unref();
