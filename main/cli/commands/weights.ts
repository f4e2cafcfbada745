import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { PublishedCatalogue, PublishedWeights } from '../../../common/domain/weights.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { askYesNo } from '../ask-yes-no.ts';
import { wholeNumber } from '../option-values.ts';
import { perform } from '../perform.ts';
import { describeChecked, describeFetch, describeImported, describeWeightsList, formatMegabytes } from '../text/weights.ts';

interface FetchOptions {
  readonly alpha?: number;
  readonly yes?: true;
}

export function addWeightsCommand(program: Command): void {
  const weights = program.command('weights').description('Pretrained weights of backbones, needed by recipes that do not start at random.');
  weights
    .command('list', { isDefault: true })
    .description('List the imported weights, and what recipes need beside them.')
    .action((_options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const imported = (await caller.call('weights.list', {})).weights;
        const { missing } = await caller.call('weights.missing', {});
        return { json: { weights: imported, missing }, text: describeWeightsList(imported, missing) };
      }),
    );
  weights
    .command('import')
    .description('Import weights of a known backbone: .h5, .weights.h5, .keras, or a folder with a TensorFlow.js model or a SavedModel.')
    .argument('<path>', 'file or folder')
    .action((path: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const entry = await caller.call('weights.import', { folderId: await open(caller, path) });
        return { json: { weights: entry }, text: describeImported(entry) };
      }),
    );
  weights
    .command('check')
    .description('Say which network a file is for, and whether it is what Keras publishes. Nothing is stored.')
    .argument('<path>', 'file or folder')
    .action((path: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const checked = await caller.call('weights.check', { folderId: await open(caller, path) });
        return { json: checked, text: describeChecked(checked) };
      }),
    );
  weights
    .command('remove')
    .description('Remove imported weights from the workspace. The file that they came from stays.')
    .argument('<id>', 'number in the list', wholeNumber)
    .action((weightsId: number, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        await (await openHost()).call('weights.remove', { weightsId });
        return { json: { removed: weightsId }, text: `Weights ${weightsId} were removed.` };
      }),
    );
  weights
    .command('fetch')
    .description(
      'Download the ImageNet weights of a backbone, after showing size, source and licence. The only command that uses the network.',
    )
    .argument('<architecture>', 'mobilenet-v1, vgg16, ..., or the name of a published file')
    .option('--alpha <width>', 'width of the network, where there are several', Number)
    .option('--yes', 'fetch without asking')
    .action((name: string, options: FetchOptions, command: Command) =>
      perform(command, async ({ openHost, progress, say, signal }) => {
        const caller = await openHost();
        const catalogue = await caller.call('weights.published', {});
        const published = choose(catalogue, name, options.alpha);
        say(describeFetch(published, catalogue));
        if (options.yes !== true && !(await askYesNo('Fetch it now?', '--yes', signal))) {
          return { json: { fetched: false }, text: 'Nothing was fetched.' };
        }
        const stop = caller.on('weights.fetchProgressed', ({ file, done, total }) => {
          const whole = total === null ? '' : ` of ${formatMegabytes(total)}`;
          if (file === published.file) progress.show('fetch', `Fetching ${file}: ${formatMegabytes(done)}${whole}`);
        });
        try {
          const entry = await caller.call('weights.fetch', { file: published.file }, { signal });
          return { json: { fetched: true, weights: entry }, text: describeImported(entry) };
        } finally {
          stop();
        }
      }),
    );
}

async function open(caller: Caller<HostProtocol>, path: string): Promise<string> {
  return (await caller.call('folders.open', { path: resolve(path), mayBeFile: true })).folderId;
}

/** By the file's name, or the smallest file of a network. */
function choose({ files }: PublishedCatalogue, name: string, alpha: number | undefined): PublishedWeights {
  const named = files.find(({ file }) => file === name);
  if (named !== undefined) return named;
  const fitting = files.filter(({ architecture, isBackboneOnly }) => architecture === name && isBackboneOnly);
  const widths = fitting.map((file) => file.alpha);
  const found = fitting.find((file) => (alpha === undefined ? fitting.length === 1 : file.alpha === alpha));
  if (found !== undefined) return found;
  const known = [...new Set(files.map(({ architecture }) => architecture))].join(', ');
  const message =
    fitting.length === 0
      ? `No weights of ${name} are published. Known are: ${known}.`
      : `Weights of ${name} are published for the widths ${widths.join(', ')}: name one with --alpha.`;
  throw new AppError('invalid-input', message);
}
