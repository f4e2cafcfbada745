import { expect, test } from 'vitest';
import type { EngineSpeed } from '../../../../common/domain/engine-speed.ts';
import { describeSpeeds } from '../../../../main/cli/text/engine-speeds.ts';
import { adviseEngine } from '../../../../main/services/engine-advice.ts';

function speed(kind: EngineSpeed['kind'], ...trained: (number | null)[]): EngineSpeed {
  const figures = trained.map((trainingPerSecond, index) => ({
    network: `network ${index}`,
    trainingPerSecond,
    predictionPerSecond: 1234.5,
    obstacle: trainingPerSecond === null ? 'It is too large.' : null,
  }));
  return { kind, label: `Engine ${kind}`, figures, reason: figures.length === 0 ? 'It is not installed.' : null };
}

test('an engine that trains every network clearly faster is advised, with its smallest gain', () => {
  const engines = [speed('tensorflow', 200, 30), speed('webgpu', 100, 10), speed('wasm', 5, 1)];
  expect(adviseEngine(engines, 'webgpu')).toBe(
    'TensorFlow trains faster here than WebGPU, the automatic choice (2.0 times at least). Choose it with --engine tensorflow, or under "Runs on" when you start a training.',
  );
  expect(adviseEngine(engines, 'tensorflow')).toBeNull();
});

test.for([
  ['it is faster on one network only', speed('tensorflow', 200, 9)],
  ['it is hardly faster', speed('tensorflow', 115, 11.5)],
  ['it cannot train one of them', speed('tensorflow', 200, null)],
  ['it was not measured', speed('tensorflow')],
] as const)('nothing is advised where %s', ([, other]) => {
  expect(adviseEngine([other, speed('webgpu', 100, 10)], 'webgpu')).toBeNull();
});

test('the table has a line for each figure, and every reason below it', () => {
  const engines = [speed('tensorflow', 1356.7, 9.26), speed('webgpu'), speed('wasm', 81, null)];
  expect(describeSpeeds({ engines, automatic: 'tensorflow', advice: 'Take it.' }).split('\n')).toEqual([
    'Engine             Network    Trained/s  Predicted/s',
    'Engine tensorflow  network 0      1,357        1,235',
    'Engine tensorflow  network 1        9.3        1,235',
    'Engine wasm        network 0         81        1,235',
    'Engine wasm        network 1          -        1,235',
    'Engine webgpu was not measured: It is not installed.',
    'Engine wasm, network 1: It is too large.',
    'Take it.',
  ]);
});
