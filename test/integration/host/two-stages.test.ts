import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { malignantRecall } from '../../../common/metrics/recall.ts';
import { jobEnd, nextEvent } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';

test(
  'a fine-tuning in two stages is paused after the first one and goes on; its epochs keep their recalls',
  { timeout: 300_000 },
  async () => {
    const place = await sampleWorkspace();
    const { host, caller, split } = await splitHost(place);
    onTestFinished(async () => {
      await host.close();
      await place.remove();
    });
    const stages = new Set<string>();
    caller.on('jobs.changed', ({ job }) => stages.add(job.progress?.stage ?? ''));
    const options = TrainingOptions.parse({
      model: {
        architecture: 'mobilenet-v1',
        imageSize: 32,
        alpha: 0.25,
        weights: 'random',
        trainable: { from: 'conv_pw_13' },
        denseUnits: [],
      },
      headFirst: { epochs: 1, learningRate: 0.01 },
      epochs: 2,
      batchSize: 16,
      learningRate: 1e-4,
      bestBy: 'malignantRecall',
      earlyStopping: null,
    });
    const { runId, jobId } = await caller.call('runs.start', { splitId: split.id, recipeId: 'ham-transfer', options });
    await nextEvent(caller, 'runs.epochEnded');
    await caller.call('jobs.pause', { jobId });
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused' });
    await caller.call('jobs.resume', { jobId });
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });

    expect([...stages]).toEqual(expect.arrayContaining(['Computing features', 'Training the head', 'Training']));
    const { lines } = await caller.call('runs.log', { runId });
    const messages = lines.map(({ message }) => message);
    expect(messages).toContain('In epoch 1 the head learns alone, on features of the frozen backbone, at a learning rate of 0.01.');
    expect(messages).toContain('From epoch 2 on conv_pw_13 and every layer after it are trained, at a learning rate of 0.0001.');
    const run = await caller.call('runs.get', { runId });
    const { epochs } = await caller.call('runs.epochs', { runId });
    expect(epochs.map(({ record }) => record.learningRate)).toEqual([0.01, 1e-4]);
    const recalls = epochs.map(({ confusion }) => malignantRecall(run.classes, confusion));
    expect(epochs.map(({ record }) => record.validationMalignantRecall)).toEqual(recalls);
    for (const { record } of epochs) expect(record.validationRecallAtHalf).toBeLessThanOrEqual(record.validationAccuracy);
    expect(run.bestEpoch).toBe((recalls[1] ?? 0) > (recalls[0] ?? 0) ? 2 : 1);
    const saved = JSON.parse(await readFile(join(place.workspace, 'runs', String(runId), 'model', 'nevus.json'), 'utf8')) as unknown;
    expect(saved).toMatchObject({ bestEpoch: run.bestEpoch, model: { trainable: { from: 'conv_pw_13' } } });
  },
);
