import { writeFile } from 'node:fs/promises';
import { serialize } from 'node:v8';
import { EngineKind } from '../../../common/domain/training-config.ts';
import { AppError } from '../../../common/errors/app-error.ts';
import { loadBackend } from '../../../engine/backends/load-backend.ts';
import { predictionResults, smallestSpecs, trainedNetworkResults } from './networks.ts';
import { operationResults } from './operations.ts';

// Computes the conformance suite on one engine, which a process can have only one of: run-engine.ts <engine> <file for the results>.

const [kind, file = ''] = process.argv.slice(2);
try {
  const { description } = await loadBackend(EngineKind.parse(kind));
  // A GPU that the processor plays compiles every new shape of an operation for a second; there the trained networks must do.
  const specs = description.deviceKind === 'software-gpu' ? [] : smallestSpecs();
  const results = { ...(await operationResults()), ...(await trainedNetworkResults()), ...(await predictionResults(specs)) };
  await writeFile(file, serialize({ description, results }));
  process.exit(0);
} catch (error) {
  process.stderr.write(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(error instanceof AppError && error.code === 'engine-unavailable' ? 3 : 1);
}
