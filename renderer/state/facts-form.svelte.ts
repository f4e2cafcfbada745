import { TypedFacts } from '../../common/domain/patient-facts.ts';
import type { FactName } from '../../common/domain/patient-facts.ts';
import { explainIssue } from './explain-issue.ts';
import { toNumber } from './typed-numbers.ts';

/** What is typed of a patient, for all photographs that are predicted together. What is left empty is not known. */
export class FactsForm {
  age = $state('');
  sex = $state<'' | 'female' | 'male'>('');
  site = $state('');

  /** What is wrong with the age; null where nothing is. */
  get ageError(): string | null {
    if (this.age.trim() === '') return null;
    const issue = TypedFacts.shape.ageYears.safeParse(toNumber(this.age)).error?.issues[0];
    return issue === undefined ? null : explainIssue(issue);
  }

  /** The facts among those that a run takes. An age that is wrong counts as not known. */
  read(names: readonly FactName[]): TypedFacts {
    const isTold = (name: FactName, text: string): boolean => names.includes(name) && text.trim() !== '';
    return {
      ageYears: isTold('age', this.age) && this.ageError === null ? toNumber(this.age) : null,
      sex: isTold('sex', this.sex) && this.sex !== '' ? this.sex : null,
      site: isTold('site', this.site) ? this.site : null,
    };
  }
}
