import type { ImportIssue } from '../../common/domain/dataset.ts';

type Finding = Pick<ImportIssue, 'kind' | 'message'> & Partial<Pick<ImportIssue, 'imageId' | 'fileName' | 'line'>>;

/** A finding because of which a photograph is left out. */
export function rejection(finding: Finding): ImportIssue {
  return { imageId: null, fileName: null, line: null, ...finding, severity: 'reject' };
}

/** A finding that keeps nothing from being imported. */
export function note(finding: Finding): ImportIssue {
  return { imageId: null, fileName: null, line: null, ...finding, severity: 'note' };
}
