import { describe, expect, it } from 'vitest';
import {
  evaluationMarks,
  evaluationTitle,
  evaluationWarnings,
  rulesNote,
  trustNote,
} from '../../../../../renderer/routes/evaluate/describe-evaluation.ts';
import { confusionCsv, metricsCsv } from '../../../../../renderer/routes/evaluate/evaluation-csv.ts';
import { exampleEvaluation } from '../../helpers/examples.ts';

describe('an evaluation in words', () => {
  it('is named after its part, or its dataset', () => {
    expect(evaluationTitle(exampleEvaluation())).toBe('Validation part');
    expect(evaluationTitle(exampleEvaluation({ part: 'test' }))).toBe('Test part');
    expect(evaluationTitle(exampleEvaluation({ part: null, datasetName: 'ISIC 2018' }))).toBe('ISIC 2018');
  });

  it('says how far its figures can be trusted', () => {
    expect(trustNote(exampleEvaluation())).toContain('flatter');
    expect(trustNote(exampleEvaluation({ part: 'test', testOpening: 1 }))).toContain('first opening');
    expect(trustNote(exampleEvaluation({ part: 'test', testOpening: 3 }))).toContain('Opening number 3');
  });

  it('warns of leaked photographs and of diagnoses that were never learned', () => {
    expect(evaluationWarnings(exampleEvaluation())).toEqual([]);
    const warnings = evaluationWarnings(exampleEvaluation({ trainingOverlap: 1, unknownLabels: [{ label: 'scc', count: 12 }] }));
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('1 photograph is also in what the run');
    expect(warnings[1]).toContain('scc (12 photographs)');
  });
});

describe('the naming rule of an evaluation', () => {
  it('marks it in the list, where it is not the network’s own', () => {
    expect(evaluationMarks(exampleEvaluation())).toBe('');
    expect(evaluationMarks(exampleEvaluation({ part: 'test', testOpening: 2, naming: 'balanced' }))).toBe('opening 2, balanced, ');
  });

  it('is warned of where it was chosen after the test part was opened, and only there', () => {
    const late = { naming: 'balanced', namingOpenings: 2 } as const;
    expect(evaluationWarnings(exampleEvaluation({ ...late, part: 'validation' }))).toEqual([]);
    expect(evaluationWarnings(exampleEvaluation({ ...late, part: 'test' }))).toEqual([
      'The naming rule was chosen after the test part had been opened twice: the figures flatter.',
    ]);
  });

  it('is to be chosen by the validation part alone', () => {
    const figures = { accuracy: 0.8, balancedAccuracy: 0.7 };
    const byRule = { network: figures, balanced: figures, probable: figures };
    expect(rulesNote({ part: 'validation', byRule })).toContain('Choose the rule by these figures');
    const onTest = rulesNote({ part: 'test', byRule });
    expect(onTest).toContain('Choose the rule by the validation part');
    expect(rulesNote({ part: 'test', byRule: { ...byRule, balanced: null } })).toBe(
      `${onTest} An earlier version measured this, which did not know the rule “balanced”.`,
    );
  });
});

describe('an evaluation as CSV', () => {
  const evaluation = exampleEvaluation({ naming: 'probable' });

  it('has the overall figures, then each diagnosis', () => {
    const lines = metricsCsv(evaluation).split('\r\n');
    expect(lines).toContain('naming rule,probable');
    expect(lines).toContain('balanced accuracy,0.75');
    expect(lines).toContain('majority baseline,0.5');
    expect(lines).toContain(`mel,2,0.5,1,${2 / 3},0.75`);
  });

  it('has the confusion matrix with its labels', () => {
    expect(confusionCsv(evaluation)).toBe('true \\ predicted (probable),mel,nv\r\nmel,1,1\r\nnv,0,2\r\n');
  });
});
