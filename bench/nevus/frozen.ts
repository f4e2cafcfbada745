import { join } from 'node:path';
import { createFastestStep } from '../../engine/training/compiled-step.ts';
import { train } from '../../engine/training/train.ts';
import type { FrozenJob } from '../jobs.ts';
import { classCount, networkOf, trainingOptions } from './networks.ts';
import { decode, inFolder } from './photographs.ts';
import { serve } from './serve.ts';

/** The whole run as the app makes it, with validation, checkpoints and the saved network. */
export async function serveFrozen(job: FrozenJob): Promise<void> {
  const { photographs, epochs } = job;
  const network = networkOf(job);
  const { weightCount } = network;
  network.dispose();
  const labels = photographs.map(({ label }) => label);
  const split = Math.floor((photographs.length * 4) / 5);
  const round = (): Promise<number> =>
    inFolder(async (folder) => {
      const { source, rows } = await decode(job, folder);
      const part = (first: number, end?: number) => ({ rows: [...rows.slice(first, end)], labels: labels.slice(first, end) });
      const events = train(
        {
          runFolder: join(folder, 'run'),
          classes: Array.from({ length: classCount }, (_, index) => `class ${index}`),
          options: trainingOptions(job, 'head', { epochs, learningRate: 1e-3 }),
          pixels: source,
          train: part(0, split),
          validation: part(split),
          backboneFolder: null,
          teacher: null,
          resume: false,
        },
        createFastestStep((message) => process.stderr.write(`${message}\n`)),
        new AbortController().signal,
      );
      for (let event = await events.next(); event.done !== true; event = await events.next());
      return photographs.length;
    });
  await serve(weightCount, { features: { warmUp: () => Promise.resolve(), round } });
}
