import { largestUploadBytes } from '../../common/contract/run-calls.ts';
import type { NamingRule } from '../../common/domain/naming.ts';
import type { Differential } from '../../common/domain/run.ts';
import { formatBytes } from '../format/numbers.ts';

/** What the model said about one photograph. */
export interface PredictionResult {
  readonly differential: Differential;
  /** By which rule its first diagnosis is named. */
  readonly naming: NamingRule;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
  /** The run never saw the body site and took it as unknown. */
  readonly isSiteUnknown: boolean;
}

/** One photograph that was dropped. `waiting` and `predicting` have neither result nor error. */
export interface PredictionItem {
  readonly id: number;
  readonly file: File;
  /** Object URL of its preview. */
  readonly previewUrl: string;
  readonly status: 'waiting' | 'predicting' | 'done' | 'failed';
  readonly result: PredictionResult | null;
  readonly error: string | null;
  /** Whether trying the same file again may help. */
  readonly canRetry: boolean;
}

/** Why a file cannot even be tried, in a whole sentence; null where it can. */
export function refuseFile(file: Pick<File, 'name' | 'size'>): string | null {
  if (file.size > largestUploadBytes) {
    return `${file.name} is ${formatBytes(file.size)} large; at most ${formatBytes(largestUploadBytes)} can be predicted here. Save a smaller copy, or import it with its folder.`;
  }
  if (file.size === 0) return `${file.name} is empty: it has no picture in it. Copy it again from its source.`;
  return null;
}

/** A file's bytes as base64. Rejects where the file went away or may not be read. */
export function readBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file could not be read.')));
    reader.readAsDataURL(file);
  });
}
