import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { engineEnvironment } from '../main/engine-host/engine-environment.ts';
import { ensureReference } from '../scripts/reference/ensure-reference.ts';
import type { ReferenceName } from '../scripts/reference/packages.ts';
import { lastLines, runProgram } from '../scripts/setup/run-program.ts';
import { Contestant } from './contestant.ts';
import type { ContestantName } from './contestant.ts';
import type { Job, PredictJob } from './jobs.ts';

const script = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
const references = { keras: 'keras', pytorch: 'torch', onnx: 'onnx' } as const satisfies Record<string, ReferenceName>;

/** Whether the name is that of something to compare with. */
export function isContestant(name: string): name is keyof typeof references {
  return Object.hasOwn(references, name);
}

/** What there is to compare with: interpreters by contestant, and a sentence for each that is missing. */
export interface References {
  readonly pythons: ReadonlyMap<ContestantName, string>;
  readonly missing: readonly string[];
}

/** Sets the references up where they are not there yet. */
export async function findReferences(wanted: readonly ContestantName[]): Promise<References> {
  const pythons = new Map<ContestantName, string>();
  const missing: string[] = [];
  for (const [name, reference] of Object.entries(references) as [keyof typeof references, ReferenceName][]) {
    if (!wanted.includes(name)) continue;
    const found = await ensureReference(reference);
    if ('python' in found) pythons.set(name, found.python);
    else missing.push(found.missing);
  }
  return { pythons, missing };
}

/** Starts, one after the other, everybody who can do the job; ONNX Runtime only predicts, a network that PyTorch wrote. */
export async function startContestants(job: Job, { pythons }: References, folder: string): Promise<Contestant[]> {
  const started: Contestant[] = [];
  try {
    // As an engine is started by the host.
    const environment = engineEnvironment(process.env, process.platform);
    const own = { command: process.execPath, script: script('nevus/main.ts'), environment };
    started.push(await Contestant.start({ name: 'nevus', ...own, job, folder }));
    for (const name of ['keras', 'pytorch'] as const) {
      const python = pythons.get(name);
      const file = name === 'keras' ? 'references/keras_contestant.py' : 'references/torch_contestant.py';
      if (python !== undefined) started.push(await Contestant.start({ name, command: python, script: script(file), job, folder }));
    }
    const python = pythons.get('onnx');
    const torch = pythons.get('pytorch');
    if (job.kind === 'predict' && python !== undefined && torch !== undefined) {
      const whole = { ...job, ...(await exportNetwork(torch, job, folder)) };
      started.push(
        await Contestant.start({ name: 'onnx', command: python, script: script('references/onnx_contestant.py'), job: whole, folder }),
      );
    }
    return started;
  } catch (error) {
    for (const contestant of started) contestant.stop();
    throw error;
  }
}

async function exportNetwork(python: string, { architecture, imageSize }: PredictJob, folder: string): Promise<object> {
  const model = join(folder, `${architecture}.onnx`);
  const { code, stdout, output } = await runProgram(python, [script('references/torch_export.py'), architecture, `${imageSize}`, model]);
  if (code !== 0) throw new Error(`The network could not be written for ONNX Runtime: ${lastLines(output, 5)}`);
  return { model, weightCount: Number(lastLines(stdout, 1)) };
}
