import type { Command } from 'commander';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import { EngineSpeeds } from '../../../common/domain/engine-speed.ts';
import { exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';
import { describeSpeeds } from '../text/engine-speeds.ts';
import { watchJob } from '../watch-job.ts';
import type { WatchOptions } from '../watch-job.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Say what this machine has and lacks: Node, TensorFlow, GPU, WebGPU, WebAssembly, SQLite, sharp, Electron, disk, memory, and what to do.',
    )
    .option('--measure', 'measure how fast each engine trains and predicts, too (a minute or two)')
    .action((options: { measure?: true }, command: Command) =>
      perform(command, async ({ openHost, signal, progress }) => {
        const caller = await openHost();
        const { lines } = await caller.call('system.doctor', {});
        const { engine } = await caller.call('system.status', {});
        const marks = { found: 'found  ', warning: 'warning', missing: 'missing' } as const;
        const text = lines.map(
          (line) => `${marks[line.status]}  ${line.part}: ${line.detail}${line.remedy === null ? '' : ` -> ${line.remedy}`}`,
        );
        const speeds = options.measure === true ? await measure(caller, { signal, progress }) : null;
        return {
          json: { engine, lines, ...(speeds === null ? {} : { speeds }) },
          text: [...text, ...(speeds === null ? [] : ['', describeSpeeds(speeds)])].join('\n'),
          exitCode: engine === null ? exitCodes.machine : exitCodes.ok,
        };
      }),
    );
}

async function measure(caller: Caller<HostProtocol>, watch: WatchOptions): Promise<EngineSpeeds> {
  const { jobId } = await caller.call('engines.measure', {});
  const { result } = await watchJob(caller, jobId, watch);
  return EngineSpeeds.parse(result);
}
