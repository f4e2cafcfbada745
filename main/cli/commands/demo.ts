import { join } from 'node:path';
import type { Command } from 'commander';
import { programFolder } from '../../host/program-files.ts';
import { perform } from '../perform.ts';
import { runDemo } from '../demo/run-demo.ts';
import { describeDemo } from '../text/demo.ts';
import { runScript } from '../run-script.ts';

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'Show everything once: generate a sample, import it, split it by lesion, train, evaluate, predict, and open the application.',
    )
    .option('--no-open', 'end after the report')
    .action((options: { readonly open: boolean }, command: Command) =>
      perform(command, async (tools) => {
        const report = await runDemo(tools);
        const result = { json: report, text: describeDemo(report) };
        if (!options.open) return result;
        return {
          ...result,
          afterwards: async () => {
            const script = join(programFolder(), 'scripts', 'start.ts');
            const output = tools.isJson ? 'stderr' : 'stdout';
            await runScript(script, ['--workspace', tools.workspace], { output, signal: tools.signal });
          },
        };
      }),
    );
}
