import { comparisonCalls } from './comparison-calls.ts';
import { datasetCalls, datasetEvents } from './dataset-calls.ts';
import { engineCalls } from './engine-calls.ts';
import { reproductionCalls } from './reproduction-calls.ts';
import { reviewCalls } from './review-calls.ts';
import { runCalls, runEvents } from './run-calls.ts';
import { searchCalls, searchEvents } from './search-calls.ts';
import { systemCalls, systemEvents } from './system-calls.ts';

/** Everything that a window, a browser tab or the command line can ask of the host. */
export const hostProtocol = {
  calls: [
    ...systemCalls,
    ...datasetCalls,
    ...runCalls,
    ...reviewCalls,
    ...engineCalls,
    ...reproductionCalls,
    ...searchCalls,
    ...comparisonCalls,
  ],
  events: [...systemEvents, ...datasetEvents, ...runEvents, ...searchEvents],
} as const;
export type HostProtocol = typeof hostProtocol;
