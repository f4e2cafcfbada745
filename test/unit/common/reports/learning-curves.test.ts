import { describe, expect, it } from 'vitest';
import { EpochRecord } from '../../../../common/domain/run.ts';
import { learningCurves } from '../../../../common/reports/learning-curves.ts';
import { lineChartSvg } from '../../../../common/reports/line-chart-svg.ts';

function epoch(number: number, validationLoss: number, validationBalancedAccuracy: number): EpochRecord {
  return EpochRecord.parse({
    epoch: number,
    trainLoss: validationLoss / 2,
    trainAccuracy: 0.9,
    validationLoss,
    validationAccuracy: 0.8,
    validationBalancedAccuracy,
    validationRecall: [0.5, 0.5],
    learningRate: 0.001,
    imagesPerSecond: 100,
    waitShare: 0,
    durationMs: 1000,
  });
}

const long = { name: 'wide', bestEpoch: 2, epochs: [epoch(1, 0.8, 0.4), epoch(2, 0.5, 0.7), epoch(3, 0.6, 0.65)] };
const short = { name: 'R & D <2>', bestEpoch: 1, epochs: [epoch(1, 0.7, 0.5)] };

describe('learning curves', () => {
  it('shows one run with its training part and its best epoch', () => {
    const [loss, score] = learningCurves([long]);
    expect(loss?.lines.map(({ label, values }) => [label, values])).toEqual([
      ['validation', [0.8, 0.5, 0.6]],
      ['training', [0.4, 0.25, 0.3]],
    ]);
    expect(score?.lines[0]?.values).toEqual([0.4, 0.7, 0.65]);
    expect(loss?.markers).toEqual([{ x: 2, label: 'best' }]);
  });

  it('lays several runs over each other; a shorter one ends earlier', () => {
    const [loss] = learningCurves([long, short]);
    expect(loss?.x).toEqual([1, 2, 3]);
    expect(loss?.lines.map(({ label, values }) => [label, values])).toEqual([
      ['wide', [0.8, 0.5, 0.6]],
      ['R & D <2>', [0.7, null, null]],
    ]);
    expect(new Set(loss?.lines.map(({ colour }) => colour)).size).toBe(2);
  });
});

describe('a drawing of charts', () => {
  const svg = lineChartSvg(learningCurves([long, short]), { width: 600, height: 200 });

  it('is one file for all charts, with names as they are', () => {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="600" height="400"/);
    expect(svg).toContain('>R &amp; D &lt;2&gt;<');
    expect(svg.match(/>wide</g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
  });

  it('puts values where the axis says: higher is higher, later is further right', () => {
    const path = /<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)" fill="none" stroke="#1f63b0"/
      .exec(svg)
      ?.slice(1)
      .map(Number);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = path ?? [];
    expect(x2 - x1).toBeGreaterThan(50);
    expect(x3 - x2).toBeCloseTo(x2 - x1, 0);
    // .8, .5, .6 of a loss; y grows downwards.
    expect(y2).toBeGreaterThan(y3);
    expect(y3).toBeGreaterThan(y1);
    expect((y3 - y1) / (y2 - y1)).toBeCloseTo(2 / 3, 1);
  });

  it('leaves a gap where a value is missing, and marks single values', () => {
    const lines = [
      { label: 'a', values: [1, null, 2, 3], colour: '#000000' },
      { label: 'b', values: [1, null, null, 2], colour: '#111111', hasPointsOnly: true },
    ];
    const drawn = lineChartSvg([{ title: 't', x: [1, 2, 3, 4], xLabel: 'epoch', lines, formatY: String }], { width: 300, height: 150 });
    expect(/<path d="([^"]+)" fill="none" stroke="#000000"/.exec(drawn)?.[1]?.match(/M/g)).toHaveLength(2);
    expect(drawn.match(/<circle[^>]*fill="#111111"/g)).toHaveLength(2);
    expect(drawn).not.toContain('stroke="#111111"');
  });
});
