import type { RepositoryFile } from './repository-files.ts';

const LINE_LIMITS: readonly (readonly [extension: RegExp, limit: number])[] = [
  [/\.(ts|mts|mjs|cjs|js)$/, 400],
  [/\.svelte$/, 200],
];

/** A longer file has two jobs. */
export function findLongFiles(files: readonly RepositoryFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const limit = LINE_LIMITS.find(([extension]) => extension.test(path))?.[1];
    const lines = text.trimEnd().split('\n').length;
    return limit !== undefined && lines > limit ? [`${path}: ${lines.toString()} lines, the limit is ${limit.toString()}`] : [];
  });
}

const REGISTRY =
  /\b(?:registry|npm|pypi|pip|mirrors?|artifactory|nexus|proxy)\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\b(?=[:/]\S)|files\.pythonhosted\b|"resolved":\s*"http/i;
/** Folders of the machines that this project is often written on. */
const USUAL_PLACES = ['work', 'root'].map((name) => `/${name}/`);

/**
 * What names this machine or its network, and would be wrong or private everywhere else.
 * `places` are folders of this machine, such as the user's home.
 */
export function findMachineTraces(files: readonly RepositoryFile[], places: readonly string[]): string[] {
  const folders = [...USUAL_PLACES, ...places.filter((place) => place.length > 3)];
  const namesPlace = (line: string): boolean =>
    folders.some((folder) => {
      const at = line.indexOf(folder);
      // "../work/" and "${root}/work/" are somebody's own folders.
      return at >= 0 && !/[\w.$}~*-]/.test(line.charAt(at - 1));
    });
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const what = REGISTRY.test(line) ? 'a package registry' : namesPlace(line) ? 'a folder of the machine it was written on' : null;
      return what === null ? [] : [`${path}:${(index + 1).toString()}: names ${what}: ${line.trim().slice(0, 120)}`];
    }),
  );
}
