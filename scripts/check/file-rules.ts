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

const PRIVATE: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a package registry or mirror',
    /\b(?:registry|npm|pypi|pip|mirrors?|artifactory|nexus|proxy)\.[a-z0-9-]+(?:\.[a-z0-9-]+)*\b(?=[:/]\S)|files\.pythonhosted\b|"resolved": "http/i,
  ],
  ['a folder of the machine it was written on', /(?<![\w.$}~-])\/(?:work|root|home\/\w+|Users\/\w+)\/|(?<!\w)[A-Z]:\\+Users\\+\w+/],
];

/** Tests of path handling need made-up paths; these names say that they are made up. */
const MADE_UP = /\/(?:home|Users)\/(?:someone|ada)\/|Users\\+(?:someone|ada)\b/g;

/** What names this machine or its network, and would be wrong or private everywhere else. */
export function findMachineTraces(files: readonly RepositoryFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        PRIVATE.filter(([, pattern]) => pattern.test(line.replace(MADE_UP, ''))).map(
          ([what]) => `${path}:${(index + 1).toString()}: names ${what}: ${line.trim().slice(0, 120)}`,
        ),
      ),
  );
}
