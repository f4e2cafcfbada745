import { Argument } from 'commander';
import type { Command } from 'commander';
import { NamingRule, namingRuleWords } from '../../../common/domain/naming.ts';
import type { Run } from '../../../common/domain/run.ts';
import { findDataset, findRun } from '../find-items.ts';
import { perform } from '../perform.ts';
import { describeRules } from '../text/naming.ts';
import { formatShare, formatTime } from '../text/numbers.ts';
import { formatTable } from '../text/table.ts';
import { addCompareRuns } from './compare-runs.ts';
import { addRunCurves } from './run-curves.ts';
import { addRunOutOfFold } from './run-out-of-fold.ts';

export function addRunsCommand(program: Command): void {
  const runs = program
    .command('runs')
    .description(
      'List the training runs of the workspace, compare some, draw how they learned, or change by which rule one names diagnoses.',
    );
  addList(runs);
  addCompareRuns(runs);
  addRunCurves(runs);
  addRunOutOfFold(runs);
  addNameBy(runs);
}

function addList(runs: Command): void {
  runs
    .command('list', { isDefault: true })
    .description('list them; "list" may be left out')
    .argument('[dataset]', 'only the runs of this dataset (id or name)')
    .action((datasetText: string | undefined, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const filter = datasetText === undefined ? {} : { datasetId: (await findDataset(caller, datasetText)).id };
        const { runs: found } = await caller.call('runs.list', filter);
        const rows = found.map((run) => [
          run.id,
          run.name,
          run.recipeId,
          run.status,
          `${run.epochsDone}/${run.options.epochs}`,
          run.bestEpoch ?? '-',
          formatShare(run.bestBalancedAccuracy),
          describeValidation(run),
          run.engine?.device ?? '-',
          formatTime(run.createdAt),
        ]);
        const headers = [
          ...[
            'id',
            'run',
            'recipe',
            'status',
            'epochs',
            'best epoch',
            'balanced accuracy (validation)',
            'by its rule',
            'device',
            'created',
          ],
        ];
        return {
          json: { runs: found },
          text: rows.length === 0 ? 'No runs yet. Train one with: nevus train <dataset>' : formatTable(headers, rows),
        };
      }),
    );
}

function describeValidation({ naming, validation }: Run): string {
  if (validation === null || validation.naming !== naming) return naming;
  return `${naming} ${formatShare(validation.balancedAccuracy)}`;
}

function addNameBy(runs: Command): void {
  runs
    .command('name-by')
    .description('choose by which rule a trained run or an ensemble names the first diagnosis, without training it again')
    .argument('<run>', 'id or name')
    .addArgument(
      new Argument(
        '<rule>',
        'network: its own answer; balanced: probability over how frequent the diagnosis is in the training part; probable: the most probable one',
      ).choices(NamingRule.options),
    )
    .action((runText: string, ruleText: string, _options: object, command: Command) =>
      perform(command, async ({ openHost }) => {
        const caller = await openHost();
        const found = await findRun(caller, runText);
        const naming = NamingRule.parse(ruleText);
        const { run, evaluation, notes } = await caller.call('runs.nameBy', { runId: found.id, naming });
        const figures =
          evaluation === null
            ? []
            : [
                `On the validation part: balanced accuracy ${formatShare(evaluation.metrics.balancedAccuracy)}, accuracy ${formatShare(evaluation.metrics.accuracy)}`,
                ...describeRules(evaluation),
              ];
        const told = notes.length === 0 ? [] : ['', ...notes];
        const undo = found.naming === naming ? [] : ['', `To undo: nevus runs name-by ${run.id} ${found.naming}`];
        return {
          json: {
            run: run.id,
            naming: run.naming,
            before: found.naming,
            namingOpenings: run.namingOpenings,
            validation: run.validation,
            notes,
          },
          text: [`Run ${run.id} (${run.name}) names ${namingRuleWords[naming]} (${naming}).`, ...figures, ...told, ...undo].join('\n'),
        };
      }),
    );
}
