import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { SeededRandom } from '../common/domain/random.ts';
import { ModelSpec } from '../common/domain/model-spec.ts';
import { TrainingOptions } from '../common/domain/training-config.ts';
import { loadBackend } from '../engine/backends/load-backend.ts';
import { buildNetwork } from '../engine/models/build-network.ts';
import { createCompiledStep } from '../engine/training/compiled-step.ts';
import { createEagerStep } from '../engine/training/eager-step.ts';
import type { LabelledBatch, TrainingStep } from '../engine/training/training-step.ts';

/*
 * One training step, operation by operation and compiled: seconds of the clock and of the processor a step (medians of steps made in turn in one process), and
 * the most memory that a process of its own needed. Usage: training-step.ts [--only hmnist-cnn,mobilenet-v1] [--rounds 5] [--json]
 */

const ways = { eager: createEagerStep, compiled: createCompiledStep } as const;
type Way = keyof typeof ways;

const cases = {
  'hmnist-cnn': { model: { architecture: 'hmnist-cnn' }, batchSize: 128, stepsPerRound: 16 },
  'mobilenet-v1': {
    model: { architecture: 'mobilenet-v1', alpha: 1, weights: 'random', trainable: 'all' },
    batchSize: 32,
    stepsPerRound: 1,
  },
} as const;
type CaseName = keyof typeof cases;

const classCount = 7;

function makeBatch(edge: number, size: number): LabelledBatch {
  const random = new SeededRandom(1, 'bench');
  return {
    size,
    inputs: Uint8Array.from({ length: size * edge * edge * 3 }, () => random.nextBelow(256)),
    labels: Int32Array.from({ length: size }, () => random.nextBelow(classCount)),
    weights: new Float32Array(size).fill(1),
  };
}

function prepare(name: CaseName, wanted: readonly Way[]): { batch: LabelledBatch; steps: Map<Way, TrainingStep> } {
  const { model, batchSize } = cases[name];
  const spec = ModelSpec.parse(model);
  const steps = wanted.map(
    (way) => [way, ways[way](buildNetwork(spec, classCount, 1), TrainingOptions.parse({ model, learningRate: 1e-4 }))] as const,
  );
  return { batch: makeBatch(spec.imageSize, batchSize), steps: new Map(steps) };
}

interface Seconds {
  readonly clock: number;
  readonly processor: number;
}

async function measure(name: CaseName, rounds: number): Promise<Record<Way, Seconds>> {
  const { batch, steps } = prepare(name, ['eager', 'compiled']);
  const times: Record<Way, Seconds[]> = { eager: [], compiled: [] };
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [way, step] of steps) {
      const { stepsPerRound } = cases[name];
      const clockStart = performance.now();
      const processorStart = process.cpuUsage();
      for (let count = 0; count < stepsPerRound; count++) await step.step(batch);
      const clock = (performance.now() - clockStart) / 1e3 / stepsPerRound;
      const { user, system } = process.cpuUsage(processorStart);
      if (round > 0) times[way].push({ clock, processor: (user + system) / 1e6 / stepsPerRound });
    }
  }
  return { eager: medianSeconds(times.eager), compiled: medianSeconds(times.compiled) };
}

function medianSeconds(times: readonly Seconds[]): Seconds {
  return { clock: median(times.map(({ clock }) => clock)), processor: median(times.map(({ processor }) => processor)) };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

/** Most megabytes that a process needed which trained in one way only. */
function measureMemory(name: CaseName, way: Way): number {
  const output = execFileSync(process.execPath, [import.meta.filename, '--memory', `${name}/${way}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return Number(output);
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(cases).join() },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    memory: { type: 'string' },
  },
});
if (values.memory !== undefined) {
  await loadBackend('tensorflow');
  const [name, way] = values.memory.split('/') as [CaseName, Way];
  const { batch, steps } = prepare(name, [way]);
  for (let count = 0; count < 3; count++) await steps.get(way)?.step(batch);
  process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));
} else {
  const names = values.only.split(',') as CaseName[];
  // Before this process grows: Linux counts the parent's memory as a child's.
  const memory = names.map((name) => ({ eager: measureMemory(name, 'eager'), compiled: measureMemory(name, 'compiled') }));
  await loadBackend('tensorflow');
  const rows: object[] = [];
  for (const [index, name] of names.entries()) {
    const { eager, compiled } = await measure(name, Number(values.rounds));
    rows.push({
      case: name,
      batchSize: cases[name].batchSize,
      eagerSeconds: eager.clock,
      compiledSeconds: compiled.clock,
      ratio: eager.clock / compiled.clock,
      eagerProcessorSeconds: eager.processor,
      compiledProcessorSeconds: compiled.processor,
      eagerMegabytes: memory[index]?.eager,
      compiledMegabytes: memory[index]?.compiled,
    });
  }
  if (values.json) console.log(JSON.stringify(rows, null, 2));
  else console.table(rows);
}
