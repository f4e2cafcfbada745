import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TrainingOptions } from '../../../common/domain/training-config.ts';
import { jobEnd, nextEvent } from '../../helpers/open-host.ts';
import { sampleWorkspace, splitHost } from '../../helpers/trained-host.ts';

test(
  'a training on smaller photographs first is paused among them, without a best epoch, and goes on to one of the full size',
  { timeout: 300_000 },
  async () => {
    const place = await sampleWorkspace();
    const { host, caller, split } = await splitHost(place);
    onTestFinished(async () => {
      await host.close();
      await place.remove();
    });
    const options = TrainingOptions.parse({
      model: { architecture: 'mobilenet-v1', imageSize: 48, alpha: 0.25, weights: 'random', trainable: 'all', denseUnits: [] },
      smallerFirst: [{ imageSize: 32, epochs: 1 }],
      epochs: 2,
      batchSize: 16,
    });
    // Of another database: the folder of the first run is there.
    const model = join(place.workspace, 'runs', '1', 'model');
    await mkdir(model, { recursive: true });
    await writeFile(join(model, 'model.json'), '{}');
    const { runId, jobId } = await caller.call('runs.start', { splitId: split.id, recipeId: 'ham-transfer', options });
    await nextEvent(caller, 'runs.epochEnded');
    await caller.call('jobs.pause', { jobId });
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'paused' });
    const paused = await caller.call('runs.get', { runId });
    expect(paused).toMatchObject({ epochsDone: 1, bestEpoch: null, bestBalancedAccuracy: null });
    expect(existsSync(model)).toBe(false);
    await caller.call('jobs.resume', { jobId });
    expect(await jobEnd(caller, jobId)).toMatchObject({ status: 'succeeded' });

    const { lines } = await caller.call('runs.log', { runId });
    const messages = lines.map(({ message }) => message);
    expect(messages).toContain('From epoch 1 on photographs are shown at 32 x 32 pixels.');
    expect(messages).toContain('From epoch 2 on photographs are shown at 48 x 48 pixels.');
    const run = await caller.call('runs.get', { runId });
    expect(run).toMatchObject({ status: 'succeeded', epochsDone: 2, bestEpoch: 2, options: { smallerFirst: options.smallerFirst } });
    const { epochs } = await caller.call('runs.epochs', { runId });
    expect(run.bestBalancedAccuracy).toBe(epochs[1]?.record.validationBalancedAccuracy);
  },
);
