import type { PhotographFilter } from '../../common/contract/dataset-calls.ts';
import type { Client } from '../api/client.ts';

export interface CellPhotograph {
  readonly id: number;
  /** That the model gave to the class it called the photograph; null where no prediction is stored. */
  readonly probability: number | null;
}

/** As many as one call of predictions may ask for. */
const mostPredictions = 1000;

/** The photographs of one cell of a confusion matrix, the most certain of the model's calls first. */
export async function loadCellPhotographs(
  client: Pick<Client, 'call'>,
  runId: number,
  filter: PhotographFilter,
  predicted: string,
  signal: AbortSignal,
): Promise<readonly CellPhotograph[]> {
  const { ids } = await client.call('photographs.find', filter, { signal });
  const asked = ids.slice(0, mostPredictions);
  if (asked.length === 0) return [];
  const { predictions } = await client.call('predictions.get', { runId, photographIds: asked }, { signal });
  const byId = new Map(
    predictions.map(({ photographId, differential }) => [
      photographId,
      differential.find(({ label }) => label === predicted)?.probability ?? null,
    ]),
  );
  return ids.map((id) => ({ id, probability: byId.get(id) ?? null })).sort((a, b) => (b.probability ?? -1) - (a.probability ?? -1));
}
