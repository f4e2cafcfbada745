import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Figure, Job } from './jobs.ts';

export type ContestantName = 'nevus' | 'keras' | 'pytorch' | 'onnx';

interface Messages {
  readonly weightCount?: number;
  /** By variant. */
  readonly figures?: Readonly<Record<string, Figure>>;
  readonly megabytes?: number;
}

/** Lines of a contestant that are meant for us; others are chatter of its libraries. */
export const MARK = '@@';

/** A process with one library in it, that does one job as often as it is asked to. */
export class Contestant {
  readonly name: ContestantName;
  readonly weightCount: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #next: () => Promise<Messages>;

  /** Starts the process and waits until it has built and warmed up what it measures. */
  static async start(task: {
    readonly name: ContestantName;
    readonly command: string;
    readonly script: string;
    /** This process's own where there is none. */
    readonly environment?: NodeJS.ProcessEnv;
    readonly job: Job;
    /** Where its job is written to: a list of photographs is too long for a command line. */
    readonly folder: string;
  }): Promise<Contestant> {
    const { name } = task;
    const file = join(task.folder, `${name}.json`);
    await writeFile(file, JSON.stringify(task.job));
    const child = spawn(task.command, [task.script, file], { stdio: 'pipe', env: task.environment ?? process.env });
    const next = readMessages(name, child);
    const { weightCount } = await next();
    return new Contestant(name, child, next, weightCount ?? NaN);
  }

  private constructor(name: ContestantName, child: ChildProcessWithoutNullStreams, next: () => Promise<Messages>, weightCount: number) {
    this.name = name;
    this.weightCount = weightCount;
    this.#child = child;
    this.#next = next;
  }

  async round(): Promise<Readonly<Record<string, Figure>>> {
    this.#child.stdin.write('round\n');
    const { figures } = await this.#next();
    return figures ?? {};
  }

  /** Ends the process; gives the most memory that it needed, megabytes. */
  async end(): Promise<number> {
    this.#child.stdin.end('end\n');
    const { megabytes } = await this.#next();
    return megabytes ?? NaN;
  }

  /** Ends the process whatever it does. */
  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

function readMessages(name: ContestantName, child: ChildProcessWithoutNullStreams): () => Promise<Messages> {
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString('utf8')));
  // A contestant that died is told of by the messages that end.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
      if (line.value.startsWith(MARK)) return JSON.parse(line.value.slice(MARK.length)) as Messages;
    }
    throw new Error(`${name} ended early:\n${errors.join('').trim().split('\n').slice(-12).join('\n')}`);
  };
}
