import { architectureNames } from '../../common/domain/model-spec.ts';
import type { PublishedWeights } from '../../common/domain/weights.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { WeightsNeed } from './weights-catalogue.ts';

/** `59 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** `MobileNet v1 0.75`. */
export function nameNetwork({ architecture, alpha }: WeightsNeed): string {
  const name = (architectureNames as Readonly<Record<string, string>>)[architecture] ?? architecture;
  return alpha === null ? name : `${name} ${alpha}`;
}

/** A run needs weights that are not here. */
export function weightsMissing(need: WeightsNeed, published: PublishedWeights | null): AppError {
  const file = published === null ? '' : ` (the published file is ${published.file})`;
  return new AppError(
    'weights-missing',
    `This network starts from ImageNet weights of ${nameNetwork(need)}, which are not imported yet${file}. Import them with "nevus weights import <file or folder>" or under Settings, or start from random weights ("--weights random"), which needs far more photographs and epochs.`,
    { ...need, file: published?.file ?? null },
  );
}
