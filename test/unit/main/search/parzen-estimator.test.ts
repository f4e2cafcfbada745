import { expect, test } from 'vitest';
import { SeededRandom } from '../../../../common/domain/random.ts';
import { ParzenEstimator } from '../../../../main/search/parzen-estimator.ts';

const places = Array.from({ length: 2000 }, (_, index) => (index + 0.5) / 2000);
const samples = [[], [0.5], [0, 1], [0.1, 0.11, 0.12, 0.9], [0, 0, 0]];

test.each(samples.map((observations) => [observations]))('is a density over 0 to 1, and is drawn from as it says (%j)', (observations) => {
  const estimator = new ParzenEstimator(observations);
  const area = places.reduce((sum, place) => sum + estimator.density(place), 0) / places.length;
  expect(area).toBeCloseTo(1, 3);
  const random = new SeededRandom(1, 'draws');
  const drawn = Array.from({ length: 4000 }, () => estimator.draw(random));
  const below = places.filter((place) => place < 0.3).reduce((sum, place) => sum + estimator.density(place), 0) / places.length;
  expect(drawn.filter((value) => value < 0.3).length / drawn.length).toBeCloseTo(below, 1);
  expect(drawn.every((value) => value >= 0 && value <= 1)).toBe(true);
});

test('is dense where observations are, and nowhere empty', () => {
  const estimator = new ParzenEstimator([0.2, 0.21, 0.22, 0.23]);
  expect(estimator.density(0.21)).toBeGreaterThan(4 * estimator.density(0.8));
  expect(estimator.density(0.8)).toBeGreaterThan(0.1);
});
