import { diagnosisLabel, shortNameOf } from '../../common/domain/diagnosis-names.ts';
import type { ImportIssue, Part } from '../../common/domain/dataset.ts';
import { formatOfName, withoutExtension } from '../imaging/photograph-format.ts';
import { note } from './import-issue.ts';
import type { ImportPlan, PlannedPhotograph } from './import-plan.ts';
import type { FolderListing, ListedFile } from './list-folder.ts';
import { duplicateFile, linkOutside } from './match-photographs.ts';

/** How publishers name the folders of their parts. */
const partNames: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
  testing: 'test',
};

/** An id of the ISIC archive: two files that have the same one show the same photograph. Other names (`1.jpg`) prove nothing. */
const archiveId = /^(ISIC_\d{7})/i;

/**
 * Plans the import of photographs that lie in one folder for each class, perhaps under `Train` and `Test`. Null where the folder is not laid out so: at
 * least two folders hold photographs, and at least half of them are named like a diagnosis, or all lie in folders of parts.
 * A photograph's id is its path, because the same file name may lie in several classes; where archive ids repeat, they are what a split keeps together.
 */
export function planClassFolders(root: string, listing: FolderListing): ImportPlan | null {
  const pictures = listing.files.filter((file) => formatOfName(file.name) !== null);
  const folders = [...new Set(pictures.map(({ folder }) => folder))].filter((folder) => !isPartOrRoot(folder)).sort();
  if (!looksLikeClasses(folders)) return null;
  const issues: ImportIssue[] = [...listing.issues];
  const photographs: PlannedPhotograph[] = [];
  const files = new Map<string, ListedFile>();
  for (const file of pictures) {
    const imageId = withoutExtension(file.relativePath).normalize('NFC');
    const before = files.get(imageId.toLowerCase());
    if (isPartOrRoot(file.folder)) issues.push(withoutClass(file));
    else if (file.isOutside) issues.push(linkOutside(imageId, file, null));
    else if (before !== undefined) issues.push(duplicateFile(imageId, before, file));
    else {
      files.set(imageId.toLowerCase(), file);
      photographs.push({
        imageId,
        relativePath: file.relativePath,
        diagnosis: diagnosisLabel(lastName(file.folder)),
        lesionId: null,
        proof: null,
        ageYears: null,
        sex: null,
        site: null,
        sourcePart: partOf(file.folder),
      });
    }
  }
  const repeated = findRepeatedIds(photographs);
  return {
    root,
    layout: 'class-folders',
    hasLesionIds: false,
    metadataFile: '',
    photographFolders: folders,
    rowCount: pictures.length,
    fileCount: pictures.length,
    photographs: photographs.map((photograph) => {
      const id = archiveIdOf(photograph);
      return id !== null && repeated.has(id) ? { ...photograph, lesionId: id } : photograph;
    }),
    issues: [...issues, ...[...repeated].flatMap(([id, group]) => describeRepeated(id, group))],
  };
}

function looksLikeClasses(folders: readonly string[]): boolean {
  const labels = new Set(folders.map((folder) => diagnosisLabel(lastName(folder))));
  if (labels.size < 2) return false;
  const named = [...labels].filter((label) => shortNameOf(label) !== null || label === 'benign' || label === 'malignant').length;
  return named * 2 >= labels.size || folders.every((folder) => partOf(folder) !== null);
}

function lastName(folder: string): string {
  return folder.split('/').at(-1) ?? folder;
}

/** The root or a folder of a part: photographs that lie there have no class. */
function isPartOrRoot(folder: string): boolean {
  return folder === '.' || partNames[lastName(folder).toLowerCase()] !== undefined;
}

function partOf(folder: string): Part | null {
  const above = folder.split('/').slice(0, -1).reverse();
  return above.map((name) => partNames[name.toLowerCase()]).find((part) => part !== undefined) ?? null;
}

function archiveIdOf({ relativePath }: PlannedPhotograph): string | null {
  return archiveId.exec(lastName(relativePath))?.[1]?.toUpperCase() ?? null;
}

/** Archive ids that more than one file has. */
function findRepeatedIds(photographs: readonly PlannedPhotograph[]): Map<string, PlannedPhotograph[]> {
  const byId = new Map<string, PlannedPhotograph[]>();
  for (const [id, group] of Map.groupBy(photographs, archiveIdOf)) if (id !== null && group.length > 1) byId.set(id, group);
  return byId;
}

function describeRepeated(id: string, group: readonly PlannedPhotograph[]): ImportIssue[] {
  const issues: ImportIssue[] = [];
  const second = group[1];
  const finding = { imageId: second?.imageId ?? null, fileName: second?.relativePath ?? null };
  const labels = [...new Set(group.map(({ diagnosis }) => diagnosis))];
  if (labels.length > 1) {
    issues.push(
      note({
        ...finding,
        kind: 'conflicting-lesion',
        message: `${id} lies in the folders of ${labels.join(' and ')}. All are imported; only one of the diagnoses can be right.`,
      }),
    );
  }
  const parts = [...new Set(group.map(({ sourcePart }) => sourcePart))];
  if (parts.length > 1) {
    issues.push(
      note({
        ...finding,
        kind: 'duplicate-id',
        message: `${id} lies in the parts ${parts.join(' and ')}: who trains on one is tested on what was learned. A split by Nevus keeps its copies together.`,
      }),
    );
  }
  return issues;
}

function withoutClass(file: ListedFile): ImportIssue {
  return note({
    kind: 'extra-photograph',
    fileName: file.relativePath,
    message: `${file.relativePath} lies in no folder of a class. Without a diagnosis it is not imported.`,
  });
}
