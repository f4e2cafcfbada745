import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PixelSource } from '../../common/domain/pixel-cache.ts';
import type { PatientFacts } from '../../common/domain/patient-facts.ts';
import type { Run } from '../../common/domain/run.ts';
import type { PhotographSource } from '../database/repositories/photograph-repository.ts';
import type { EngineHost } from '../engine-host/engine-host.ts';
import type { Workspace } from '../host/workspace.ts';
import { decodePhotograph } from '../imaging/decode-photograph.ts';
import type { PixelCache } from '../imaging/pixel-cache.ts';
import type { JobContext } from '../jobs/job-handler.ts';
import { factsOf } from './facts-of.ts';
import { pixelShape, trainedModelFolder } from './run-files.ts';
import type { RunReporter } from './run-reporter.ts';

export interface PredictorParts {
  readonly workspace: Workspace;
  readonly engineHost: EngineHost;
  readonly pixels: PixelCache;
  readonly reporter: RunReporter;
}

/** One photograph that is in no dataset. */
export interface LoosePhotograph {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly facts: PatientFacts;
}

/** Photographs of one call to the engine: between two of them a single photograph of somebody else gets its turn. */
const rowsPerCall = 512;

/** Runs trained networks on photographs. */
export class Predictor {
  readonly #parts: PredictorParts;

  constructor(parts: PredictorParts) {
    this.#parts = parts;
  }

  /**
   * Probabilities per photograph as the network gives them, in the order of the run's classes: the mean over `views` ways to look at it. A network that takes facts
   * gets the dataset's.
   */
  async predictMany(
    run: Run,
    root: string,
    photographs: readonly PhotographSource[],
    views: number,
    { signal, progress }: Pick<JobContext, 'signal' | 'progress'>,
  ): Promise<number[][]> {
    const { engineHost, pixels, reporter, workspace } = this.#parts;
    const modelFolder = await trainedModelFolder(workspace, run);
    const files = photographs.map(({ contentHash, fileName }) => ({ contentHash, path: join(root, fileName) }));
    const { source, rows } = await pixels.ensure(files, pixelShape(run.options), {
      signal,
      onProgress: (done, total) => progress({ done, total, unit: 'photographs', stage: 'Decoding photographs' }),
    });
    const probabilities: number[][] = [];
    const unknownSites = new Set<string>();
    for (let start = 0; start < rows.length; start += rowsPerCall) {
      const chunk = [...rows.subarray(start, start + rowsPerCall)];
      const tellDone = (done: number): void =>
        progress({ done: start + done, total: rows.length, unit: 'photographs', stage: 'Predicting photographs' });
      const answer = await engineHost.predicting(run.options.engine, (engine) =>
        engine.call(
          'engine.predict',
          { modelFolder, pixels: source, rows: chunk, ...factsOf(run.options.facts, photographs.slice(start, start + rowsPerCall)), views },
          { signal, on: { 'engine.predicted': ({ done }) => tellDone(done) } },
        ),
      );
      probabilities.push(...answer.probabilities);
      for (const site of answer.unknownSites) unknownSites.add(site);
      tellDone(chunk.length);
    }
    if (unknownSites.size > 0) {
      reporter.log(run.id, `Body sites that it never saw in training were taken as unknown: ${[...unknownSites].sort().join(', ')}.`);
    }
    return probabilities;
  }

  /** The same of one photograph that is in no dataset. Its pixels lie in a temporary file for the length of the call. */
  async predictOne(
    run: Run,
    { bytes, name, facts }: LoosePhotograph,
    views: number,
    signal: AbortSignal,
  ): Promise<{ probabilities: number[]; isSiteUnknown: boolean }> {
    const { engineHost, workspace } = this.#parts;
    const modelFolder = await trainedModelFolder(workspace, run);
    const shape = pixelShape(run.options);
    const pixels = await decodePhotograph(bytes, shape, name);
    const file = join(workspace.temporary, `${randomUUID()}.pixels`);
    const source: PixelSource = { height: shape.height, width: shape.width, rowsPerShard: 1, shards: [file] };
    try {
      await writeFile(file, pixels);
      const answer = await engineHost.predicting(run.options.engine, (engine) =>
        engine.call('engine.predict', { modelFolder, pixels: source, rows: [0], facts: [facts], views }, { signal }),
      );
      return { probabilities: answer.probabilities[0] ?? [], isSiteUnknown: answer.unknownSites.length > 0 };
    } finally {
      await rm(file, { force: true });
    }
  }
}
