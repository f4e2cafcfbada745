import type { PhotographOrigin } from '../database/repositories/photograph-repository.ts';

/**
 * What must stay in one part of a split: the photographs of a lesion, joined with all that have the very same bytes (HAM10000 holds such pairs
 * under different lesion ids). Returns a group name per photograph id.
 */
export function linkedGroups(photographs: readonly PhotographOrigin[]): Map<number, string> {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  for (const photograph of photographs) {
    const lesion = find(lesionKey(photograph));
    const content = find(`content ${photograph.contentHash}`);
    if (lesion !== content) parents.set(content, lesion);
  }
  return new Map(photographs.map((photograph) => [photograph.id, find(lesionKey(photograph))]));
}

function lesionKey({ lesionId, imageId }: PhotographOrigin): string {
  return lesionId === null ? `image ${imageId}` : `lesion ${lesionId}`;
}
