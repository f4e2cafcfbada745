import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Split } from '../../common/domain/dataset.ts';
import type { Job } from '../../common/domain/job.ts';
import { generateSample } from '../../main/datasets/generate-sample.ts';
import { importFolder, jobEnd, openHost } from './open-host.ts';
import type { OpenHost } from './open-host.ts';
import { trainingConfig } from './training-config.ts';

export interface SampleWorkspace {
  readonly folder: string;
  /** A small generated dataset in HAM10000's layout: seven diagnoses, several photographs a lesion. */
  readonly sample: string;
  readonly workspace: string;
  remove(): Promise<void>;
}

export async function sampleWorkspace(lesionsPerClass = 4): Promise<SampleWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'nevus-host-'));
  const sample = join(folder, 'sample');
  await generateSample(sample, { seed: 7, lesionsPerClass, imageWidth: 64, imageHeight: 48 });
  return {
    folder,
    sample,
    workspace: join(folder, 'workspace'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface SplitHost extends OpenHost {
  readonly datasetId: number;
  readonly split: Split;
}

/** A host with the sample imported and split. */
export async function splitHost({ workspace, sample }: SampleWorkspace): Promise<SplitHost> {
  const opened = await openHost(workspace);
  const { datasetId } = await importFolder(opened.caller, sample, 'Sample');
  const split = await opened.caller.call('splits.create', { datasetId });
  return { ...opened, datasetId, split };
}

export async function train(caller: Caller<HostProtocol>, splitId: number, epochs = 1): Promise<{ runId: number; job: Job }> {
  const { runId, jobId } = await caller.call('runs.start', await trainingConfig(caller, splitId, epochs));
  return { runId, job: await jobEnd(caller, jobId) };
}
