import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deserialize } from 'node:v8';
import { expect, test, vi } from 'vitest';
import type { EngineDescription } from '../../common/contract/engine-protocol.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { relativeDifference } from '../helpers/compare-arrays.ts';
import { softwareGpuEnvironment } from '../helpers/software-gpu.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { operations } from './conformance/operations.ts';
import type { Results } from './conformance/operations.ts';

vi.setConfig({ testTimeout: 600_000 });

const runner = fileURLToPath(new URL('conformance/run-engine.ts', import.meta.url));
const failures = fileURLToPath(new URL('conformance/run-failures.ts', import.meta.url));
/** How far an engine's numbers may be from TensorFlow's, as a share of the largest one of their tensor. */
const tolerances = { operation: 1e-5, network: 2e-3 };

interface Outcome {
  readonly description: EngineDescription;
  readonly results: Results;
}

/** The suite's results on one engine, in a process of its own; the reason where the engine is not there. */
async function runOn(kind: EngineKind): Promise<Outcome | string> {
  const file = join(await temporaryFolder(), 'results');
  return new Promise((resolve, reject) => {
    const env = kind === 'webgpu' ? softwareGpuEnvironment() : process.env;
    execFile(process.execPath, [runner, kind, file], { env }, (error, _output, messages) => {
      if (error === null) resolve(readFile(file).then((bytes) => deserialize(bytes) as Outcome));
      else if (error.code === 3) resolve(messages);
      else reject(new Error(messages));
    });
  });
}

let reference: ReturnType<typeof runOn> | undefined;

// TensorFlow is what the others are compared with. Side by side: each engine keeps little more than one core busy.
test.concurrent.for(['wasm', 'webgpu'] as const)('%s computes, trains and predicts as TensorFlow does', async (kind, context) => {
  const [tensorflow, engine] = await Promise.all([(reference ??= runOn('tensorflow')), runOn(kind)]);
  if (typeof tensorflow === 'string') return context.skip(tensorflow);
  if (typeof engine === 'string') return context.skip(engine);
  const { description, results } = engine;
  expect(description).toMatchObject({ kind, skipped: [] });
  const expected = tensorflow.results;
  const wrong = Object.entries(results).flatMap(([name, values]) => {
    const tolerance = name.split(':')[0]! in operations ? tolerances.operation : tolerances.network;
    const difference = relativeDifference(values, expected[name]!);
    return difference < tolerance ? [] : [`${name}: ${difference.toPrecision(3)}`];
  });
  expect(wrong).toEqual([]);
  expect(Object.keys(results).length).toBeGreaterThan(120);
  if (description.deviceKind !== 'software-gpu') expect(Object.keys(results)).toEqual(Object.keys(expected));
});

test('what does not fit a GPU, and a GPU that is lost, are told in whole sentences', async (context) => {
  const run = promisify(execFile);
  const told = await run(process.execPath, [failures], { env: softwareGpuEnvironment() }).catch((error: unknown) => {
    if (error instanceof Error && error.message.includes('engine-unavailable')) return context.skip(error.message.split('\n')[0]);
    throw error;
  });
  expect(JSON.parse(told.stdout)).toEqual({
    tooLarge:
      'out-of-memory: The memory is too small for a batch of 64 photographs. The best epoch so far is kept. Start again with a batch size of 32 or smaller images.',
    afterwards: 'no failure: 2,3',
    read: expect.stringMatching(
      /^engine-crashed: The GPU was lost \(.*\): .* Everything that was stored until then is safe\. Start/,
    ) as string,
    code: 'engine-crashed',
  });
});
