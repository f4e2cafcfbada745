import { trainingPhases } from '../../../common/domain/training-phases.ts';
import type { PhasedOptions } from '../../../common/domain/training-phases.ts';
import type { ChartMarker } from '../../components/charts/chart-series.ts';

/** Where the phases of a training begin, each by what is new in it: the whole network after the head alone, a larger size of the photographs. */
export function phaseMarkers(options: PhasedOptions, epochsDone: number): ChartMarker[] {
  const phases = trainingPhases(options);
  return phases.flatMap(({ imageSize, firstEpoch }, index) => {
    const before = phases[index - 1];
    if (before === undefined || firstEpoch > epochsDone) return [];
    const news = [...(before.stage === 'head' ? ['fine-tuning'] : []), ...(before.imageSize === imageSize ? [] : [`${imageSize} px`])];
    return [{ x: firstEpoch - 0.5, label: news.join(', ') }];
  });
}
