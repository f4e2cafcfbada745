import { onTestFinished, expect, test, vi } from 'vitest';
import { EngineHost } from '../../../main/engine-host/engine-host.ts';
import { forkEngine } from '../../../main/engine-host/fork-engine.ts';
import { EngineCheck } from '../../../main/services/engine-check.ts';
import { EngineFiles } from '../../../main/services/engine-files.ts';
import { jobEnd, nextEvent, openHostForTest } from '../../helpers/open-host.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

test('once engines were tried, the status names the automatic choice and says why better ones are not used', async () => {
  const { caller } = await openHostForTest(await temporaryFolder());
  const { lines } = await caller.call('system.doctor', {});
  const { engine } = await caller.call('system.status', {});
  const line = lines.find(({ part }) => part === 'Engine');
  expect(line).toMatchObject({ status: 'found', detail: expect.stringContaining(`${engine!.label} is the automatic choice.`) as string });
  for (const { reason } of engine!.skipped) expect(line?.detail).toContain(reason);
  if (engine!.label.endsWith('CPU')) expect(engine!.skipped.map(({ kind }) => kind)).toContain('webgpu');
});

test('a chosen engine that does not work is refused with its reason before anything starts', async (context) => {
  const engineHost = new EngineHost(forkEngine);
  onTestFinished(() => engineHost.close());
  const check = new EngineCheck(engineHost, new EngineFiles());
  const webgpu = check.require('webgpu').then(
    () => null,
    (error: unknown) => error,
  );
  await expect(check.require('auto')).resolves.toBeUndefined();
  await expect(check.require('wasm')).resolves.toBeUndefined();
  const refused = await webgpu;
  if (refused === null) context.skip('this machine has a WebGPU adapter');
  expect(refused).toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringMatching(/^(No WebGPU adapter was found|WebGPU could not be)/) as string,
  });
});

test('one measurement at a time, with progress, and it can be cancelled', async () => {
  const { caller } = await openHostForTest(await temporaryFolder());
  const running = nextEvent(caller, 'jobs.changed', ({ job }) => job.kind === 'measure' && job.progress?.total === 12);
  const { jobId } = await caller.call('engines.measure', {});
  expect(await caller.call('engines.measure', {})).toEqual({ jobId });
  expect((await running).job.progress?.stage).toMatch(/TensorFlow|WebGPU|WebAssembly/);
  await caller.call('jobs.cancel', { jobId });
  expect(await jobEnd(caller, jobId)).toMatchObject({ kind: 'measure', status: 'cancelled', result: null });
});
