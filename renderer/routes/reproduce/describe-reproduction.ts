import type { DatasetLayout } from '../../../common/domain/dataset.ts';
import { namingRuleNames } from '../../../common/domain/naming.ts';
import type { MeasuredFigure, Recipe } from '../../../common/domain/recipe.ts';
import type { ReproductionRow } from '../../../common/domain/reproduction.ts';
import { layoutNames } from '../import/layout-names.ts';
import { nameNetwork } from '../settings/describe-weights.ts';

/** `test part, by photograph` */
export function describePart({ part, grouping, hasLesionIds }: MeasuredFigure): string {
  return `${part} part, ${hasLesionIds ? `by ${grouping}` : 'lesions not known'}`;
}

/** Photographs of one lesion may be in several parts: the network has seen what it is tested on. */
export function flatters({ grouping, hasLesionIds }: MeasuredFigure): boolean {
  return grouping === 'photograph' || !hasLesionIds;
}

/** `0.50 to 0.70, chance 0.14`, and the naming rule where it is not the network's own. */
export function describeRange({ interval, chance, naming }: MeasuredFigure): string {
  const guess = `chance ${chance.toFixed(2)}${naming === 'network' ? '' : `, named ${namingRuleNames[naming]}`}`;
  return interval === null ? guess : `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}, ${guess}`;
}

/** `MobileNet v1 0.75, from ImageNet` */
export function describeNetwork({ network, startedFrom }: MeasuredFigure): string {
  return `${network}${{ imagenet: ', from ImageNet', random: ', from random weights', none: '' }[startedFrom ?? 'none']}`;
}

/** What keeps a recipe from being measured, in sentences; empty where nothing does. */
export function describeMissing({ recipe, datasetIds, missingWeights }: ReproductionRow): string[] {
  const missing: string[] = [];
  if (datasetIds.length === 0) missing.push(`Needs photographs: ${describeLayouts(recipe.data?.layouts ?? [])}.`);
  if (missingWeights !== null) missing.push(`The ImageNet weights of ${nameNetwork(missingWeights)} are not here.`);
  return missing;
}

/** `Takes 6 minutes for HAM10000 on 2 processor cores.` A time that nobody measured is not made up. */
export function describeTime({ expectedTime }: Pick<Recipe, 'expectedTime'>): string {
  return expectedTime === null
    ? 'How long it takes is not measured yet; once it trains, it shows the time left.'
    : `Takes ${expectedTime}.`;
}

function describeLayouts(layouts: readonly DatasetLayout[]): string {
  const names = layouts.map((layout) => layoutNames[layout]);
  return names.length < 2 ? (names[0] ?? 'any layout') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
