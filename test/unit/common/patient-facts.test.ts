import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleSet, TrainTask } from '../../../common/contract/engine-protocol.ts';
import {
  countTold,
  encodedLength,
  encodeFacts,
  FactName,
  FactsEncoding,
  fitFactsEncoding,
  nothingKnown,
  PatientFacts,
  requireTaken,
  requireTold,
  unknownSites,
} from '../../../common/domain/patient-facts.ts';
import { TrainingOptions } from '../../../common/domain/training-config.ts';

const all = FactName.options;
const training: PatientFacts[] = [
  { ageYears: 40, sex: 'female', site: 'back' },
  { ageYears: 60, sex: 'male', site: ' Face ' },
  { ageYears: null, sex: 'unknown', site: null },
  { ageYears: 200, sex: null, site: 'unknown' },
];
const encoding = fitFactsEncoding(all, training);

describe('facts of patients as numbers', () => {
  it('are fitted on the training part: mean and deviation of the known ages, and its sites', () => {
    expect(encoding).toEqual({
      age: { meanYears: 50, deviationYears: 10 },
      sex: { values: ['female', 'male'] },
      site: { values: ['back', 'face'] },
    });
    expect(FactsEncoding.parse(JSON.parse(JSON.stringify(encoding)))).toEqual(encoding);
    expect(encodedLength(encoding)).toBe(2 + 3 + 3);
  });

  it('are scaled, or one place of several; what is not known has a place of its own', () => {
    expect(encodeFacts(encoding, { ageYears: 65, sex: 'Male', site: 'back' })).toEqual([1.5, 0, 0, 1, 0, 1, 0, 0]);
    expect(encodeFacts(encoding, nothingKnown)).toEqual([0, 1, 0, 0, 1, 0, 0, 1]);
    expect(encodeFacts(encoding, { ageYears: -3, sex: 'x', site: 'scalp' })).toEqual(encodeFacts(encoding, nothingKnown));
    expect(encodeFacts(fitFactsEncoding(['sex'], training), { ageYears: 5, sex: 'female', site: 'back' })).toEqual([1, 0, 0]);
  });

  it('have the same number of finite numbers whatever is told', () => {
    const word = fc.option(fc.string());
    const facts = fc.record({ ageYears: fc.option(fc.double()), sex: word, site: word });
    fc.assert(
      fc.property(fc.array(facts), facts, fc.subarray([...all]), (photographs, other, names) => {
        const fitted = fitFactsEncoding(names, photographs);
        for (const one of [...photographs, other]) {
          const numbers = encodeFacts(fitted, one);
          expect(numbers).toHaveLength(encodedLength(fitted));
          expect(numbers.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  });

  it('keep the most frequent sites where a dataset has free text for them', () => {
    const many = Array.from({ length: 80 }, (_, index) => ({ ...nothingKnown, site: `place ${String(index).padStart(2, '0')}` }));
    const sites = fitFactsEncoding(['site'], [...many, ...many.slice(70)]).site?.values ?? [];
    expect(sites).toHaveLength(50);
    expect(sites).toEqual(expect.arrayContaining(['place 79', 'place 00']));
    expect(sites).not.toContain('place 60');
  });

  it('name the sites that the network never saw', () => {
    expect(unknownSites(encoding, [...training, { ...nothingKnown, site: 'Scalp' }, { ...nothingKnown, site: 'ear' }])).toEqual([
      'ear',
      'scalp',
    ]);
    expect(unknownSites(fitFactsEncoding(['age'], training), training)).toEqual([]);
  });
});

describe('facts that cannot be used', () => {
  it('are refused where the training part does not tell them', () => {
    expect(all.map((name) => countTold(name, training))).toEqual([2, 2, 2]);
    expect(() => requireTold(all, training)).not.toThrow();
    const agesOnly = [{ ...nothingKnown, ageYears: 30 }, nothingKnown];
    expect(() => requireTold(all, agesOnly)).toThrow(
      "None of the training part's photographs tells the patient's sex or body site, so a network cannot learn from it. Train with age only, or import metadata that has it.",
    );
    expect(() => requireTold(['site'], agesOnly)).toThrow('Train without facts, or import');
  });

  it('are refused where the run was trained without them', () => {
    expect(() => requireTaken([], nothingKnown, 'run 1')).not.toThrow();
    expect(() => requireTaken(['age'], { ...nothingKnown, ageYears: 5 }, 'run 1')).not.toThrow();
    expect(() => requireTaken([], { ...nothingKnown, sex: 'male' }, 'run 1')).toThrow(
      'run 1 takes no sex: it was trained from photographs alone. Leave it out, or choose another run.',
    );
    expect(() => requireTaken(['age'], { ageYears: 5, sex: 'male', site: 'back' }, 'run 1')).toThrow(
      "run 1 takes no sex or body site: it was trained with the patient's age only.",
    );
  });
});

describe('how a diagnosis was proven, and where a photograph comes from', () => {
  const forbidden = ['dx_type', 'proof', 'dataset', 'source', 'diagnosis', 'lesionId'];

  it('cannot be named as a fact', () => {
    for (const name of forbidden) {
      expect(TrainingOptions.safeParse({ model: { architecture: 'hmnist-cnn' }, facts: [name] }).success).toBe(false);
    }
    expect(TrainingOptions.parse({ model: { architecture: 'hmnist-cnn' }, facts: [...all] }).facts).toEqual(['age', 'sex', 'site']);
    expect(TrainingOptions.safeParse({ model: { architecture: 'hmnist-cnn' }, facts: ['age', 'age'] }).success).toBe(false);
  });

  it('have no place in what a network is told, kept with or trained on', () => {
    for (const name of forbidden) {
      expect(PatientFacts.safeParse({ ...nothingKnown, [name]: 'histo' }).success).toBe(false);
      expect(FactsEncoding.safeParse({ ...encoding, [name]: { values: ['histo'] } }).success).toBe(false);
      expect(SampleSet.safeParse({ rows: [0], labels: [0], facts: [{ ...nothingKnown, [name]: 'histo' }] }).success).toBe(false);
    }
    const fields = Object.keys(TrainTask.shape.train.shape.facts.unwrap().element.shape);
    expect(fields).toEqual(['ageYears', 'sex', 'site']);
  });

  it('change nothing of what is told', () => {
    const proven = { ageYears: 65, sex: 'male', site: 'back', proof: 'histo', source: 'vidir' };
    expect(encodeFacts(encoding, proven)).toEqual(encodeFacts(encoding, { ageYears: 65, sex: 'male', site: 'back' }));
    expect(fitFactsEncoding(all, [proven])).toEqual(fitFactsEncoding(all, [{ ageYears: 65, sex: 'male', site: 'back' }]));
  });
});
