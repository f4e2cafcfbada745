import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Caller } from '../../common/contract/caller.ts';
import type { CallOutput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { TypedFacts } from '../../common/domain/patient-facts.ts';
import { largestUploadBytes } from '../../common/contract/run-calls.ts';
import { AppError, toAppError } from '../../common/errors/app-error.ts';
import type { ErrorBody } from '../../common/errors/app-error.ts';

export type FilePrediction =
  ({ readonly file: string } & CallOutput<HostProtocol, 'predictions.predict'>) | { readonly file: string; readonly error: ErrorBody };

/** Errors of the photograph itself: the other files are still predicted. */
const errorsOfOneFile = new Set(['file-missing', 'permission-denied', 'photograph-unreadable', 'invalid-input']);

export async function predictFile(
  caller: Caller<HostProtocol>,
  runId: number,
  file: string,
  signal: AbortSignal,
  { views = 1, beamWidth, facts }: { readonly views?: number; readonly beamWidth?: number; readonly facts?: TypedFacts } = {},
): Promise<FilePrediction> {
  try {
    const bytesBase64 = (await readPhotographFile(file)).toString('base64');
    const asked = { ...(beamWidth === undefined ? {} : { beamWidth }), ...(facts === undefined ? {} : { facts }) };
    const input = { runId, fileName: basename(file), bytesBase64, views, ...asked };
    return { file, ...(await caller.call('predictions.predict', input, { signal })) };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!errorsOfOneFile.has(error.code)) throw error;
    return { file, error: error.toBody() };
  }
}

async function readPhotographFile(file: string): Promise<Buffer> {
  const facts = await stat(file).catch((thrown: unknown) => {
    const error = toAppError(thrown);
    throw error.code === 'file-missing' ? new AppError('file-missing', `There is no file ${file}.`) : error;
  });
  if (!facts.isFile()) throw new AppError('photograph-unreadable', `${file} is not a file.`);
  if (facts.size > largestUploadBytes) {
    const message = `${file} has ${Math.ceil(facts.size / 2 ** 20)} MiB; a photograph to predict may have at most ${largestUploadBytes / 2 ** 20} MiB.`;
    throw new AppError('photograph-unreadable', message);
  }
  return readFile(file);
}
