import type { IssueKind } from '../../../common/domain/dataset.ts';

/** What a kind of finding is called, for one and for many. */
export function describeIssueKind(kind: IssueKind): string {
  const names: Record<IssueKind, string> = {
    'missing-photograph': 'Named in the metadata, but not in the folder',
    'extra-photograph': 'In the folder, but not in the metadata',
    'duplicate-id': 'Same id more than once in the metadata',
    'duplicate-file': 'Several files for one id',
    'identical-content': 'Same picture under different ids',
    undecodable: 'Cannot be decoded',
    damaged: 'Damaged in its middle',
    truncated: 'Ends too early',
    'empty-file': 'Empty file',
    'wrong-extension': 'Extension does not fit the content',
    'too-large': 'Too large',
    'unusual-format': 'Unusual pixels (grey, CMYK, 16 bit, transparent)',
    'unknown-label': 'Diagnosis not known',
    'invalid-row': 'Metadata row cannot be read',
    'outside-folder': 'Leads out of the folder',
    'permission-denied': 'May not be read',
    'conflicting-lesion': 'One lesion with several diagnoses',
  };
  return names[kind];
}
