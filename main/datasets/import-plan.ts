import type { DatasetLayout, ImportIssue, Part } from '../../common/domain/dataset.ts';

/** A photograph that the metadata names and that was found in the folder. It has not been opened yet. */
export interface PlannedPhotograph {
  readonly imageId: string;
  /** Relative to the plan's root, with forward slashes, spelt as the file system spells it. */
  readonly relativePath: string;
  /** Class label: one of HAM10000's seven, or the source's own. */
  readonly diagnosis: string;
  /** Null where the layout knows no lesions, or where the row leaves it blank. */
  readonly lesionId: string | null;
  /** How the diagnosis was proven (`dx_type`). */
  readonly proof: string | null;
  readonly ageYears: number | null;
  readonly sex: string | null;
  readonly site: string | null;
  /** The part in which its publisher laid it. */
  readonly sourcePart: Part | null;
}

/** What an import of a folder would do, known from its metadata and file names alone. */
export interface ImportPlan {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly layout: DatasetLayout;
  readonly hasLesionIds: boolean;
  /** Relative to the root; begins with `../` where it lies beside or above the folder of photographs. */
  readonly metadataFile: string;
  /** Folders that hold photographs of the metadata, relative to the root; `.` is the root itself. */
  readonly photographFolders: readonly string[];
  /** Rows of the metadata, without the header and blank lines. */
  readonly rowCount: number;
  /** Photographs in those folders, whether the metadata names them or not. */
  readonly fileCount: number;
  /** In the order of the metadata. */
  readonly photographs: readonly PlannedPhotograph[];
  readonly issues: readonly ImportIssue[];
}

/** `done` of `total` photographs; `stage` says for people what happens now. */
export type ImportProgress = (done: number, total: number, stage: string) => void;

/** What opening a photograph told: its facts, or why it is left out. */
export type PhotographReading =
  | {
      readonly ok: true;
      /** SHA-256 of the file's bytes, hexadecimal. */
      readonly contentHash: string;
      /** Pixels, after the camera's orientation was applied. */
      readonly width: number;
      readonly height: number;
      /** JPEG without any metadata, longest side at most 320 pixels; null where none was asked for. */
      readonly thumbnail: Uint8Array | null;
      /** Notes only. */
      readonly issues: readonly ImportIssue[];
    }
  | { readonly ok: false; readonly issue: ImportIssue };
