import { diagnosisIds } from '../../../common/domain/diagnosis.ts';
import { SeededRandom } from '../../../common/domain/random.ts';

/** A lesion of the sample with the facts that HAM10000's metadata has. */
export interface SampleLesion {
  /** Its number among all, from 0. */
  readonly number: number;
  readonly lesionId: string;
  readonly diagnosis: string;
  readonly proof: string;
  readonly ageYears: number | null;
  readonly sex: string;
  readonly site: string;
  readonly imageIds: readonly string[];
}

/** Lesions of each diagnosis for one that the user asked for: imbalanced as in a clinic, but less than there. */
const frequencies: Readonly<Record<string, number>> = { mel: 1.1, bcc: 0.9, akiec: 0.75, nv: 2.1, bkl: 1.1, df: 0.5, vasc: 0.55 };

const ages: Readonly<Record<string, readonly [number, number]>> = {
  mel: [35, 85],
  bcc: [45, 90],
  akiec: [50, 90],
  nv: [15, 65],
  bkl: [40, 85],
  df: [30, 70],
  vasc: [20, 75],
};

const sites: Readonly<Record<string, readonly string[]>> = {
  mel: ['back', 'lower extremity', 'upper extremity', 'trunk', 'face', 'chest'],
  bcc: ['face', 'back', 'neck', 'chest', 'upper extremity'],
  akiec: ['face', 'scalp', 'hand', 'lower extremity', 'ear'],
  nv: ['trunk', 'back', 'abdomen', 'lower extremity', 'upper extremity', 'chest', 'foot'],
  bkl: ['back', 'face', 'chest', 'trunk', 'abdomen'],
  df: ['lower extremity', 'upper extremity', 'back'],
  vasc: ['trunk', 'abdomen', 'chest', 'face', 'genital'],
};

/** Invents the lesions of a sample, in random order as in HAM10000. Every diagnosis gets at least three. */
export function inventLesions(seed: number, lesionsPerClass: number): SampleLesion[] {
  const labels = diagnosisIds.flatMap((id) =>
    new Array<string>(Math.max(3, Math.round(lesionsPerClass * (frequencies[id] ?? 1)))).fill(id),
  );
  const random = new SeededRandom(seed, 'sample', 'lesions');
  random.shuffle(labels);
  let imageNumber = 0;
  return labels.map((diagnosis, number) => {
    const chance = random.next();
    const photographCount = chance < 0.25 ? 1 : chance < 0.65 ? 2 : chance < 0.92 ? 3 : 4;
    const [youngest, oldest] = ages[diagnosis] ?? [20, 80];
    const choices = sites[diagnosis] ?? ['back'];
    return {
      number,
      lesionId: `HAM_${String(number + 1).padStart(7, '0')}`,
      diagnosis,
      proof: chooseProof(random, diagnosis),
      ageYears: random.next() < 0.03 ? null : Math.round(random.between(youngest, oldest) / 5) * 5,
      sex: random.next() < 0.02 ? 'unknown' : random.next() < 0.54 ? 'male' : 'female',
      site: random.next() < 0.03 ? 'unknown' : (choices[random.nextBelow(choices.length)] ?? 'unknown'),
      imageIds: Array.from({ length: photographCount }, () => `ISIC_${String(++imageNumber).padStart(7, '0')}`),
    };
  });
}

/** Malignant lesions are proven by histology; benign ones often by follow-up, consensus or confocal microscopy. */
function chooseProof(random: SeededRandom, diagnosis: string): string {
  const chance = random.next();
  if (['mel', 'bcc', 'akiec'].includes(diagnosis)) return 'histo';
  if (diagnosis === 'nv') return chance < 0.45 ? 'follow_up' : chance < 0.85 ? 'histo' : 'consensus';
  if (diagnosis === 'bkl') return chance < 0.68 ? 'histo' : chance < 0.94 ? 'consensus' : 'confocal';
  return chance < 0.5 ? 'histo' : 'consensus';
}
