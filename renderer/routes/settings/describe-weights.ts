import { architectureNames } from '../../../common/domain/model-spec.ts';
import type { ImportedWeights, MissingWeights } from '../../../common/domain/weights.ts';

/** `MobileNet v1 0.75` */
export function nameNetwork({ architecture, alpha }: Pick<MissingWeights, 'architecture' | 'alpha'>): string {
  const name = (architectureNames as Readonly<Record<string, string>>)[architecture] ?? architecture;
  return alpha === null ? name : `${name} ${alpha}`;
}

/** How sure it is what they are. */
export function describeOrigin({ publishedFile, name }: ImportedWeights): string {
  if (publishedFile === null) return 'no published hash is known';
  return publishedFile === name ? 'as Keras publishes it' : `${publishedFile}, as Keras publishes it`;
}

export function describeLicence({ licence }: ImportedWeights): string {
  return licence ?? 'not known';
}
