import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '../../../common/contract/caller.ts';
import type { HostProtocol } from '../../../common/contract/host-protocol.ts';
import type { Dataset } from '../../../common/domain/dataset.ts';
import { generateSample } from '../../datasets/generate-sample.ts';
import type { CommandTools } from '../perform.ts';
import { watchJob } from '../watch-job.ts';
import { demoSample } from './demo-plan.ts';

const datasetName = 'Demonstration sample';

export interface ImportedSample {
  readonly dataset: Dataset;
  readonly folder: string;
}

/** The imported sample: the one of an earlier demonstration where it is still there. */
export async function importSample(caller: Caller<HostProtocol>, tools: CommandTools): Promise<ImportedSample> {
  const folder = join(tools.workspace, 'demonstration-sample');
  const known = (await caller.call('datasets.list', {})).datasets.find((dataset) => dataset.name === datasetName);
  if (known?.status === 'ready' && existsSync(folder)) {
    tools.say(`Using the sample of an earlier demonstration: ${known.photographCount} photographs.`);
    return { dataset: known, folder };
  }
  await generateSample(folder, {
    ...demoSample,
    signal: tools.signal,
    onProgress: (done, total) => tools.progress.show('sample', `Generating photographs: ${done} of ${total}`),
  });
  tools.say(`Generated a sample of synthetic photographs in ${folder}`);
  const { folderId } = await caller.call('folders.open', { path: folder });
  const { jobId, datasetId } = await caller.call('imports.start', { folderId, name: datasetName });
  await watchJob(caller, jobId, tools);
  return { dataset: await caller.call('datasets.get', { datasetId }), folder };
}
