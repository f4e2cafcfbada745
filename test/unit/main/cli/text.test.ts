import { describe, expect, it } from 'vitest';
import { describeJobProgress } from '../../../../main/cli/text/job-progress.ts';
import { formatCount, formatDuration, formatQuantity, formatShare } from '../../../../main/cli/text/numbers.ts';
import { formatTable } from '../../../../main/cli/text/table.ts';
import type { Job } from '../../../../common/domain/job.ts';

describe('numbers', () => {
  it('are grouped, rounded and named', () => {
    expect(formatCount(10015)).toBe('10,015');
    expect(formatQuantity(1, 'photograph')).toBe('1 photograph');
    expect(formatQuantity(2, 'photograph')).toBe('2 photographs');
    expect(formatShare(0.73149)).toBe('0.731');
    expect(formatShare(null)).toBe('-');
    expect([850, 12_400, 200_000, 7_500_000].map(formatDuration)).toEqual(['850 ms', '12 s', '3 min 20 s', '2 h 5 min']);
  });
});

describe('formatTable', () => {
  it('sets numbers to the right and text to the left', () => {
    const table = formatTable(
      ['name', 'count'],
      [
        ['mel', '1,113'],
        ['nv', '-'],
        ['akiec', 7],
      ],
    );
    expect(table.split('\n')).toEqual(['name   count', 'mel    1,113', 'nv         -', 'akiec      7']);
  });

  it('is nothing without rows', () => {
    expect(formatTable(['a'], [])).toBe('');
  });
});

describe('describeJobProgress', () => {
  const job: Job = {
    id: 1,
    kind: 'import',
    status: 'running',
    queuePlace: null,
    title: 'Import HAM10000',
    datasetId: 1,
    runId: null,
    progress: { done: 1200, total: 10015, unit: 'photographs', stage: 'Decoding', perSecond: 412.3, remainingMs: 21_400 },
    error: null,
    result: null,
    createdAt: '2026-11-21T10:00:00Z',
    startedAt: null,
    endedAt: null,
  };

  it('says what, how far, how fast and how long', () => {
    expect(describeJobProgress(job)).toBe('Import HAM10000: Decoding, 1,200 of 10,015 photographs (11 %), 412/s, 21 s left');
  });

  it('does without what is not known', () => {
    expect(describeJobProgress({ ...job, progress: null, status: 'queued' })).toBe('Import HAM10000: queued');
    const progress = { done: 3, total: null, unit: 'files', stage: 'Looking', perSecond: null, remainingMs: null };
    expect(describeJobProgress({ ...job, progress })).toBe('Import HAM10000: Looking, 3 files');
  });
});
