import type { EngineSpeeds } from '../../../common/domain/engine-speed.ts';
import { formatCount } from './numbers.ts';
import { formatTable } from './table.ts';

/** Photographs per second of each engine, a table; what was not measured with its reason, and what to choose, below. */
export function describeSpeeds({ engines, advice }: EngineSpeeds): string {
  const figure = (value: number | null): string => (value === null ? '-' : formatRate(value));
  const rows = engines.flatMap(({ label, figures }) =>
    figures.map(({ network, trainingPerSecond, predictionPerSecond }) => [
      label,
      network,
      figure(trainingPerSecond),
      figure(predictionPerSecond),
    ]),
  );
  const missing = engines.flatMap(({ label, reason, figures }) => [
    ...(reason === null ? [] : [`${label} was not measured: ${reason}`]),
    ...figures.flatMap(({ network, obstacle }) => (obstacle === null ? [] : [`${label}, ${network}: ${obstacle}`])),
  ]);
  const table = formatTable(['Engine', 'Network', 'Trained/s', 'Predicted/s'], rows);
  return [table, ...missing, ...(advice === null ? [] : [advice])].filter((part) => part !== '').join('\n');
}

/** Slow engines need the decimal. */
function formatRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond);
}
