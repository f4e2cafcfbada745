import type { FactName, PatientFacts } from '../../common/domain/patient-facts.ts';
import type { PhotographSource } from '../database/repositories/photograph-repository.ts';

/** What is known of photographs' patients, for an engine; nothing where a network takes no facts. */
export function factsOf(names: readonly FactName[], photographs: readonly PhotographSource[]): { facts?: PatientFacts[] } {
  return names.length === 0 ? {} : { facts: photographs.map(({ ageYears, sex, site }) => ({ ageYears, sex, site })) };
}
