import { namingRuleNames } from '../../../common/domain/naming.ts';
import type { NamingRule } from '../../../common/domain/naming.ts';
import type { Calibration, Evaluation } from '../../../common/domain/run.ts';
import { formatCounted, formatScore, formatTimes } from '../../format/numbers.ts';

/** What was evaluated, in a word or a name: `Validation part`, `Test part`, `ISIC 2018 test`. */
export function evaluationTitle(evaluation: Evaluation): string {
  switch (evaluation.part) {
    case 'validation':
      return 'Validation part';
    case 'test':
      return 'Test part';
    case 'train':
      return 'Training part';
    case null:
      return evaluation.datasetName;
  }
}

/** How far the figures can be trusted, in a sentence. */
export function trustNote(evaluation: Evaluation): string {
  switch (evaluation.part) {
    case 'validation':
      return 'Validation chose the best epoch, so its figures flatter a little. The test part, opened rarely, is the result to report.';
    case 'test': {
      const opening = evaluation.testOpening;
      if (opening === null || opening <= 1)
        return 'The first opening of this split’s test part: an honest result on photographs of the same source.';
      return `Opening number ${opening} of this split’s test part. Every opening that leads to a change makes it a little less honest.`;
    }
    case 'train':
      return 'The network has learned these photographs: the figures say nothing about new ones.';
    case null:
      return 'A whole other dataset: how the model does on photographs of another source.';
  }
}

/** What was done to the probabilities, and how small their error could be, in sentences. */
export function calibrationNote({ bias, chanceError, temperature, uncalibratedError }: Calibration, naming: NamingRule): string {
  const before = `As the network gave them it was ${formatScore(uncalibratedError)}`;
  const divided = `divided by the temperature ${formatScore(temperature)}`;
  if (chanceError === null) {
    return `${before}; what is shown here is ${divided}, fitted on the validation part. An earlier version measured this, which did not correct for how frequent the diagnoses are: evaluate again to have that.`;
  }
  const perfect = `Perfect probabilities would show ${formatScore(chanceError)} on as many photographs, by chance alone.`;
  if (bias === null) return `${perfect} The runs of this ensemble are calibrated each by itself, then averaged.`;
  return `${perfect} ${before}; what is shown here is ${divided} and corrected for how frequent the diagnoses are, both fitted on the validation part.${naming === 'network' ? ' That moves no name: each photograph keeps the diagnosis that the network names.' : ''}`;
}

/** What the figures by each rule are for. */
export function rulesNote({ part, byRule }: Pick<Evaluation, 'part' | 'byRule'>): string {
  const use =
    part === 'validation'
      ? 'Choose the rule by these figures, above at “Names by”: nothing is trained again, and choosing another undoes it. The probabilities were fitted on this part, so that the two rules which go by them flatter a little.'
      : 'What the other rules would have given here. Choose the rule by the validation part: chosen by these figures, it would be fitted to the very photographs that are to judge it.';
  return byRule?.balanced === null ? `${use} An earlier version measured this, which did not know the rule “balanced”.` : use;
}

/** `opening 2, ` and the rule, where it is not the network's own: what tells evaluations of one part from each other. */
export function evaluationMarks({ naming, testOpening }: Pick<Evaluation, 'naming' | 'testOpening'>): string {
  const marks = [testOpening === null ? null : `opening ${testOpening}`, naming === 'network' ? null : namingRuleNames[naming]];
  return marks
    .filter((mark) => mark !== null)
    .map((mark) => `${mark}, `)
    .join('');
}

/** What makes the figures misleading, in sentences. */
export function evaluationWarnings({
  namingOpenings,
  part,
  unknownLabels,
  trainingOverlap,
}: Pick<Evaluation, 'namingOpenings' | 'part' | 'unknownLabels' | 'trainingOverlap'>): string[] {
  const warnings: string[] = [];
  if (part === 'test' && namingOpenings > 0) {
    warnings.push(`The naming rule was chosen after the test part had been opened ${formatTimes(namingOpenings)}: the figures flatter.`);
  }
  if (trainingOverlap > 0) {
    warnings.push(
      `${formatCounted(trainingOverlap, 'photograph is', 'photographs are')} also in what the run or whom it learned from was trained on, byte for byte: the figures flatter.`,
    );
  }
  if (unknownLabels.length > 0) {
    const named = unknownLabels.map(({ label, count }) => `${label} (${formatCounted(count, 'photograph')})`).join(', ');
    warnings.push(`The model has never learned ${named}: it cannot be right on those, and they count as errors.`);
  }
  return warnings;
}
