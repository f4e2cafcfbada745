import { Option } from 'commander';
import type { Command } from 'commander';
import { CachePart, PruneResult, removableBytes } from '../../../common/domain/storage.ts';
import type { PruneRequest } from '../../../common/domain/storage.ts';
import { askYesNo } from '../ask-yes-no.ts';
import { perform } from '../perform.ts';
import { describeStorage, formatSize } from '../text/storage.ts';
import { watchJob } from '../watch-job.ts';

interface PruneOptions {
  readonly everything?: true;
  readonly only?: CachePart;
  readonly dryRun?: true;
  readonly yes?: true;
}

export function addCacheCommand(program: Command): void {
  const cache = program
    .command('cache')
    .description('Say how much everything in the data folder takes, and how much of it nothing needs any more.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost, signal }) => {
        const report = await (await openHost()).call('storage.measure', {}, { signal });
        return { json: report, text: describeStorage(report) };
      }),
    );
  cache
    .command('prune')
    .description(
      'Remove decoded photographs of datasets that were removed, or with --everything all that is made again when it is needed: decoded photographs, and features of frozen backbones. Originals, runs and results are not touched.',
    )
    .option('--everything', 'also what is needed: the next training or evaluation takes longer')
    .addOption(new Option('--only <part>', 'this cache only').choices(CachePart.options))
    .option('--dry-run', 'say what would be removed, and remove nothing')
    .option('--yes', 'remove without asking')
    .action((options: PruneOptions, command: Command) =>
      perform(command, async ({ openHost, progress, say, signal }) => {
        const caller = await openHost();
        const extent = options.everything === true ? 'everything' : 'unneeded';
        const request: PruneRequest = { parts: options.only === undefined ? CachePart.options : [options.only], extent };
        const bytes = removableBytes(await caller.call('storage.measure', {}, { signal }), request);
        if (options.dryRun === true) {
          return { json: { dryRun: true, ...request, removableBytes: bytes }, text: `About ${formatSize(bytes)} would be removed.` };
        }
        if (bytes === 0) return { json: { ...request, freedBytes: 0 }, text: 'There is nothing to remove.' };
        say(`About ${formatSize(bytes)} will be removed${extent === 'everything' ? ', and made again when it is needed' : ''}.`);
        if (options.yes !== true && !(await askYesNo('Remove it?', '--yes', signal))) {
          return { json: { ...request, freedBytes: 0 }, text: 'Nothing was removed.' };
        }
        const { jobId } = await caller.call('storage.prune', request);
        const { freedBytes } = PruneResult.parse((await watchJob(caller, jobId, { signal, progress })).result);
        return { json: { ...request, freedBytes }, text: `${formatSize(freedBytes)} were removed.` };
      }),
    );
}
