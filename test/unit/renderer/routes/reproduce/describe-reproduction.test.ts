import { expect, test } from 'vitest';
import {
  describeMissing,
  describeNetwork,
  describePart,
  describeRange,
  describeTime,
  flatters,
} from '../../../../../renderer/routes/reproduce/describe-reproduction.ts';
import { exampleFigure, exampleRow } from '../../helpers/reproduction-examples.ts';

test('a figure says on what it was measured, and whether that flatters', () => {
  expect([describePart(exampleFigure), flatters(exampleFigure)]).toEqual(['test part, by photograph', true]);
  const grouped = { ...exampleFigure, grouping: 'lesion' } as const;
  expect([describePart(grouped), flatters(grouped)]).toEqual(['test part, by lesion', false]);
  const unknown = { ...exampleFigure, hasLesionIds: false, part: 'validation' } as const;
  expect([describePart(unknown), flatters(unknown)]).toEqual(['validation part, lesions not known', true]);
});

test('a figure says what guessing reaches, and how the network began', () => {
  expect(describeRange(exampleFigure)).toBe('chance 0.14');
  const interval = { low: 0.5, high: 0.704, level: 0.95, resamples: 1000 };
  expect(describeRange({ ...exampleFigure, interval })).toBe('0.50 to 0.70, chance 0.14');
  expect(describeRange({ ...exampleFigure, naming: 'balanced' })).toBe('chance 0.14, named balanced');
  expect(describeNetwork(exampleFigure)).toBe('MobileNet v1 0.75, from ImageNet');
  expect(describeNetwork({ ...exampleFigure, startedFrom: null })).toBe('MobileNet v1 0.75');
});

test('a recipe says what it lacks; a time that nobody measured is not made up', () => {
  const lacking = exampleRow('a', {
    datasetIds: [],
    missingWeights: { architecture: 'vgg19', alpha: null, recipes: ['A'], published: null },
  });
  lacking.recipe.data = { ...exampleData, layouts: ['isic-archive', 'ham10000'] };
  expect(describeMissing(lacking)).toEqual(['Needs photographs: ISIC archive or HAM10000.', 'The ImageNet weights of VGG19 are not here.']);
  expect(describeMissing(exampleRow('a'))).toEqual([]);
  expect(describeTime({ expectedTime: null })).toBe('How long it takes is not measured yet; once it trains, it shows the time left.');
  expect(describeTime({ expectedTime: '6 minutes' })).toBe('Takes 6 minutes.');
});

const exampleData = { grouping: 'photograph', parts: 'random', validationShare: 0.1, testShare: 0.2, measuredOn: 'test' } as const;
