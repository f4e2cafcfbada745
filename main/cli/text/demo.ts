import type { DemoReport } from '../demo/run-demo.ts';
import { formatConfusion } from './confusion.ts';
import { formatDuration, formatQuantity, formatShare } from './numbers.ts';
import { researchUseOnly } from './research-use.ts';

export function describeDemo(report: DemoReport): string {
  const { metrics } = report.evaluation;
  const predicted = report.predictions.map(({ truth, prediction }) => {
    if ('error' in prediction) return `  ${prediction.file}: ${prediction.error.message}`;
    const ranked = prediction.differential.slice(0, 3).map(({ label, probability }) => `${label} ${formatShare(probability)}`);
    return `  ${prediction.file} (truly ${truth}): ${ranked.join(', ')}`;
  });
  return [
    '',
    `Done in ${formatDuration(report.durationMs)} by ${report.engineLabel}.`,
    `Run ${report.run} (${report.recipe}, ${formatQuantity(report.epochs, 'epoch')}) on the test part, ${formatQuantity(metrics.n, 'photograph')} of lesions it never saw:`,
    `  balanced accuracy ${formatShare(report.balancedAccuracy)}  (chance ${formatShare(report.chance)})`,
    `  accuracy ${formatShare(report.accuracy)}  (always the most frequent diagnosis: ${formatShare(report.majorityBaseline)})`,
    '',
    formatConfusion(
      metrics.perClass.map(({ label }) => label),
      metrics.confusion,
    ),
    '',
    'Predicted from their files:',
    ...predicted,
    '',
    'The photographs are synthetic: the figures say that everything works, nothing about skin.',
    researchUseOnly,
  ].join('\n');
}
