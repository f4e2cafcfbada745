import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { perform } from '../perform.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Say what this machine has and lacks: Node, TensorFlow, GPU, WebGPU, WebAssembly, SQLite, sharp, Electron, disk, memory, and what to do.',
    )
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const { lines } = await caller.call('system.doctor', {});
        const { engine } = await caller.call('system.status', {});
        const marks = { found: 'found  ', warning: 'warning', missing: 'missing' } as const;
        const text = lines.map(
          (line) => `${marks[line.status]}  ${line.part}: ${line.detail}${line.remedy === null ? '' : ` -> ${line.remedy}`}`,
        );
        return {
          json: { engine, lines },
          text: text.join('\n'),
          exitCode: engine === null ? exitCodes.machine : exitCodes.ok,
        };
      }),
    );
}
