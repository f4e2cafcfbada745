import { isIP } from 'node:net';
import type { Command } from 'commander';
import { AppError } from '../../../common/errors/app-error.ts';
import { openBrowser } from '../open-browser.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { prepareInterface } from '../prepare-interface.ts';

interface ServeOptions {
  readonly port: number;
  readonly address: string;
  readonly open?: true;
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description(
      'Serve the application to a browser, by default on this machine only. Prints the address, which holds a secret, and runs until Ctrl-C.',
    )
    .option('--port <n>', 'port; 0 takes any free one', wholeNumber, 0)
    .option('--address <ip>', 'address of this machine to listen at', '127.0.0.1')
    .option('--open', 'open the address in the browser')
    .action((options: ServeOptions, command: Command) =>
      perform(command, async ({ openSession, signal, isVerbose, progress, print }) => {
        checkAddress(options.address);
        const interfaceFolder = await prepareInterface(signal);
        const { startServer } = await import('../../serve/start-server.ts');
        const { host } = await openSession();
        const server = await startServer({
          host,
          interfaceFolder,
          address: options.address,
          port: options.port,
          log: (line) => {
            if (isVerbose) progress.note(line);
          },
        });
        if (options.address !== '127.0.0.1' && options.address !== '::1') {
          progress.note(
            'Everybody on that network who has the address can use this workspace, and the connection is not encrypted. An SSH tunnel is safer.',
          );
        }
        print({
          json: { address: server.signInUrl, origin: server.origin, port: server.port },
          text: `Nevus is at ${server.signInUrl}\nStop it with Ctrl-C.`,
        });
        if (options.open === true) {
          openBrowser(server.signInUrl, (reason) => progress.note(`No browser could be opened (${reason}). Open the address yourself.`));
        }
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener('abort', () => resolve(), { once: true });
        });
        await server.close();
        return null;
      }),
    );
}

/** An address that means all addresses cannot be compared with the Host header. */
function checkAddress(address: string): void {
  if (isIP(address) === 0 || address === '0.0.0.0' || /^[0:]+$/.test(address)) {
    throw new AppError(
      'invalid-input',
      `--address needs one IP address at which browsers reach this machine, such as 127.0.0.1; not "${address}".`,
    );
  }
}
