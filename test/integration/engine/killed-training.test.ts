import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CallInput } from '../../../common/contract/define.ts';
import type { EngineProtocol, EpochReport, TrainEnd } from '../../../common/contract/engine-protocol.ts';
import { SeededRandom } from '../../../common/domain/random.ts';
import { startEngine } from '../../helpers/engine-process.ts';
import { requireTensorFlow } from '../../helpers/engines.ts';
import { resultOf, smallTask } from '../../helpers/run-training.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

type Task = CallInput<EngineProtocol, 'engine.train'>;

// A checkpoint after every batch, and the best epoch by a metric that often makes a new one.
const epochs = 3;
const disturbed = { epochs, bestBy: 'loss', checkpointMinutes: 1e-6 };
const head = { architecture: 'mobilenet-v1', imageSize: 32, alpha: 0.25, weights: 'random', denseUnits: [16], dropout: 0.4 };
const kinds = [
  { options: disturbed, edge: 28 },
  { options: { ...disturbed, model: head }, edge: 32 },
];

// The second epoch begins the second stage; with `halve` it writes a checkpoint of its own there, over that of the first one.
const twoStages = {
  options: {
    ...disturbed,
    model: { ...head, trainable: { from: 'conv_pw_13' } },
    headFirst: { epochs: 1, learningRate: 0.01 },
    learningRate: 1e-4,
    averageDecay: 0.8,
    whenOutOfMemory: 'halve',
  },
  edge: 32,
};

// The same, with the border between two sizes of photographs in its place.
const twoSizes = {
  options: {
    ...disturbed,
    model: { ...head, imageSize: 48, trainable: 'all' },
    smallerFirst: [{ imageSize: 32, epochs: 1 }],
    averageDecay: 0.8,
  },
  edge: 48,
};

/** When an engine is to be killed: so long after the first event of a name, or after a file of such a name has come up in the run's folder. */
type Aim = ({ readonly event: string } | { readonly file: RegExp }) & { readonly afterMs: number };

/** While it builds and compiles, or computes features; while it learns, validates and writes; in the middle of writing this and that. */
const aims: readonly ((random: SeededRandom) => Aim)[] = [
  (random) => ({ event: 'engine.logged', afterMs: random.between(0, 500) }),
  (random) => ({ file: /checkpoint\.tmp$/, afterMs: random.between(0, 8) }),
  (random) => ({ event: 'engine.resumed', afterMs: random.between(0, 400) }),
  (random) => ({ file: /model\.incoming$/, afterMs: random.between(0, 20) }),
  (random) => ({ file: /model\.outgoing$/, afterMs: random.between(0, 4) }),
];

/** What a host would have stored. */
interface Stored {
  epochs: EpochReport[];
  readonly kills: string[];
}

/** Trains in a process of its own; null where it was killed before its end. */
async function trainIn(task: Task, stored: Stored, aim: Aim | null): Promise<TrainEnd | null> {
  await mkdir(task.runFolder, { recursive: true });
  const { child, caller, ended } = startEngine('tensorflow');
  let last = 'nothing';
  const kill = (): void => {
    if (aim !== null) setTimeout(() => child.kill('SIGKILL'), aim.afterMs);
  };
  const watcher = watch(task.runFolder, { recursive: true }, (_, name) => {
    if (aim !== null && 'file' in aim && name !== null && aim.file.test(name)) kill();
  });
  try {
    return await caller.call('engine.train', task, {
      onEvent: (name: string, payload: unknown): void => {
        last = name;
        if (aim !== null && 'event' in aim && aim.event === name) kill();
        if (name === 'engine.resumed') stored.epochs = [...(payload as { epochs: EpochReport[] }).epochs];
        if (name === 'engine.epochEnded') stored.epochs.push(payload as EpochReport);
      },
    });
  } catch (error) {
    if (!child.killed) throw error;
    stored.kills.push(last);
    return null;
  } finally {
    watcher.close();
    child.kill('SIGKILL');
    await ended;
  }
}

/** Around the end of the first epoch, of which little is seen from outside. */
const borderAims: typeof aims = [
  (random) => ({ file: /epoch-0001-batch-0000003\.checkpoint$/, afterMs: random.between(0, 60) }),
  (random) => ({ file: /epoch-0002-batch-0000000\.checkpoint\.tmp$/, afterMs: random.between(0, 8) }),
  (random) => ({ event: 'engine.epochEnded', afterMs: random.between(0, 600) }),
  (random) => ({ event: 'engine.resumed', afterMs: random.between(0, 400) }),
];

const killCount = 20;

// Side by side: a process that begins keeps one core busy, and beginning is most of what these do.
test(`killed at ${killCount} instants, trainings end as if nothing had happened`, { timeout: 900_000 }, async (context) => {
  await requireTensorFlow(context);
  const killed = await Promise.all(
    kinds.map((kind, index) => killOften(kind, new SeededRandom(20, 'instants', index), killCount / kinds.length, aims)),
  );
  expect(killed).toEqual(kinds.map(() => killCount / kinds.length));
});

test.for([
  ['stages', twoStages],
  ['sizes', twoSizes],
] as const)(
  'killed around the border of two %s, a training ends as if nothing had happened',
  { timeout: 600_000 },
  async ([name, kind], context) => {
    await requireTensorFlow(context);
    expect(await killOften(kind, new SeededRandom(4, 'border', name), borderAims.length, borderAims)).toBe(borderAims.length);
  },
);

/** Trains undisturbed, and then again and again with kills until there were enough of them; gives their number. */
async function killOften(
  { options, edge }: { readonly options: object; readonly edge: number },
  random: SeededRandom,
  enough: number,
  ownAims: typeof aims,
): Promise<number> {
  const task = await smallTask(await temporaryFolder(), options, edge);
  const undisturbed: Stored = { epochs: [], kills: [] };
  const whole = await trainIn(task, undisturbed, null);
  expect(whole).toMatchObject({ status: 'finished', epochsDone: epochs });
  const result = await resultOf(task.runFolder, whole!, undisturbed.epochs);
  let killed = 0;
  for (let run = 0; killed < enough; run++) {
    const folder = await temporaryFolder();
    const stored: Stored = { epochs: [], kills: [] };
    const again = { ...task, runFolder: join(folder, 'run'), resume: true };
    let end: TrainEnd | null = null;
    for (let attempt = 0; end === null; attempt++) {
      const aim = attempt < ownAims.length && killed < enough ? ownAims[attempt]!(random) : null;
      end = await trainIn(again, stored, aim);
      if (end === null) killed++;
    }
    expect(await resultOf(again.runFolder, end, stored.epochs), `run ${run}, killed after ${stored.kills.join(', ')}`).toEqual(result);
  }
  return killed;
}
