import { Option } from 'commander';
import type { Command } from 'commander';
import type { Caller } from '../../common/contract/caller.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import { Distillation } from '../../common/domain/distillation.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';
import { definedOnly } from './defined-only.ts';
import { findRun } from './find-items.ts';
import { positiveNumber, wholeNumber } from './option-values.ts';

/** Learning from a teacher: what the command line may change of a recipe, which cannot name one itself. */
export interface DistillationOverrides {
  /** Id or name; false: the recipe's own settings are left out. */
  readonly teacher?: string | false;
  readonly distilTemperature?: number;
  readonly distilShare?: number;
  readonly distilViews?: number;
  readonly distilTargets?: string;
}

export function addDistillationOptions(command: Command): Command {
  return command
    .option('--teacher <run>', 'learn from what this run or ensemble says, beside the diagnoses (id or name)')
    .option('--no-teacher', 'learn from the diagnoses alone')
    .option('--distil-temperature <t>', 'how far what the teacher says is softened; 1: not at all', positiveNumber)
    .option('--distil-share <share>', 'what the teacher counts in the loss; 1: the diagnoses count nothing', positiveNumber)
    .option('--distil-views <n>', 'ways in which the teacher looks at each photograph', wholeNumber)
    .addOption(
      new Option('--distil-targets <networks>', 'of an ensemble: those that were not trained on a photograph, or all').choices(
        Distillation.shape.targets.unwrap().options,
      ),
    );
}

/** The settings as they are to be checked; null where there is to be no teacher. */
export function changeDistillation({ distillation }: TrainingOptions, overrides: DistillationOverrides): unknown {
  if (overrides.teacher === false) return null;
  const changes = definedOnly({
    temperature: overrides.distilTemperature,
    share: overrides.distilShare,
    views: overrides.distilViews,
    targets: overrides.distilTargets,
  });
  const isWanted = overrides.teacher !== undefined || Object.keys(changes).length > 0;
  return distillation === null && !isWanted ? null : { ...distillation, ...changes };
}

/** What names the teacher in a training's configuration. */
export async function findTeacher(
  caller: Caller<HostProtocol>,
  { teacher }: DistillationOverrides,
): Promise<{ readonly teacherRunId?: number }> {
  if (teacher === undefined || teacher === false) return {};
  return { teacherRunId: (await findRun(caller, teacher)).id };
}
