import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { defaultWorkspace } from '../host/paths.ts';
import { exitCodes } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { openHostSession } from './host-session.ts';
import type { HostSession } from './host-session.ts';
import { listenForInterruption } from './interruption.ts';
import { ProgressLine } from './progress-line.ts';
import { reportFailure } from './report-failure.ts';

/** Options that every command has. */
export interface GlobalOptions {
  readonly workspace?: string;
  readonly json?: true;
  readonly verbose?: true;
}

export interface CommandResult {
  /** The one document that `--json` prints. */
  readonly json: object;
  readonly text: string;
  readonly exitCode?: ExitCode;
  /** Done once the workspace is closed and free for others. */
  readonly afterwards?: () => Promise<void>;
}

/** What a command works with. */
export interface CommandTools {
  readonly workspace: string;
  readonly isJson: boolean;
  readonly isVerbose: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** Opens the workspace at the first call; closed by itself at the end. */
  readonly openHost: () => Promise<Caller<HostProtocol>>;
  /** The same, with the host itself, and going on with the jobs that wait: for serving it. */
  readonly openSession: () => Promise<HostSession>;
  /** A line while the work goes on: on stdout, or on stderr where stdout is for JSON. */
  readonly say: (line: string) => void;
  readonly print: (result: CommandResult) => void;
}

/** Runs a command's work: gives it its tools, prints what it returns (null: it printed by itself), sets the exit code, closes the workspace. */
export async function perform(command: Command, work: (tools: CommandTools) => Promise<CommandResult | null>): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const isJson = options.json === true;
  const isVerbose = options.verbose === true;
  const workspace = options.workspace === undefined ? defaultWorkspace() : resolve(options.workspace);
  const progress = new ProgressLine(process.stderr);
  const interruption = listenForInterruption();
  let session: Promise<HostSession> | undefined;
  const log = (line: string): void => {
    if (isVerbose) progress.note(line);
  };
  const open = (goesOnWithQueue: boolean): Promise<HostSession> => (session ??= openHostSession(workspace, { log, goesOnWithQueue }));
  const tools: CommandTools = {
    workspace,
    isJson,
    isVerbose,
    signal: interruption.signal,
    progress,
    openHost: async () => (await open(false)).caller,
    openSession: () => open(true),
    say: (line) => {
      progress.clear();
      if (isJson) process.stderr.write(`${line}\n`);
      else process.stdout.write(`${line}\n`);
    },
    print: (result) => {
      progress.clear();
      process.stdout.write(isJson ? `${JSON.stringify(result.json)}\n` : result.text === '' ? '' : `${result.text}\n`);
    },
  };
  let afterwards: CommandResult['afterwards'];
  try {
    const result = await work(tools);
    if (result !== null) tools.print(result);
    afterwards = result?.afterwards;
    process.exitCode = result?.exitCode ?? exitCodes.ok;
  } catch (thrown) {
    progress.clear();
    process.exitCode = reportFailure(thrown, isJson);
  }
  await session?.then(
    (opened) => opened.close(),
    // A workspace that did not open was reported above and has nothing to close.
    () => undefined,
  );
  await afterwards?.();
  interruption.stop();
}
