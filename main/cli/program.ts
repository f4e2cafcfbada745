import { Command } from 'commander';
import { addCacheCommand } from './commands/cache.ts';
import { addCrossValidateCommand, addEnsembleCommand } from './commands/cross-validate.ts';
import { addDatasetsCommand } from './commands/datasets.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addImportCommand } from './commands/import.ts';
import { addJobsCommand } from './commands/jobs.ts';
import { addPredictCommand } from './commands/predict.ts';
import { addRecipesCommand } from './commands/recipes.ts';
import { addReproduceCommand } from './commands/reproduce.ts';
import { addReviewCommand } from './commands/review.ts';
import { addRunsCommand } from './commands/runs.ts';
import { addSampleCommand } from './commands/sample.ts';
import { addSearchCommand } from './commands/search.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSplitCommand } from './commands/split.ts';
import { addTrainCommand } from './commands/train.ts';
import { addWeightsCommand } from './commands/weights.ts';
import { exitCodeHelp } from './exit-codes.ts';
import { programVersion } from '../host/program-files.ts';

const commands = [
  addDemoCommand,
  addSampleCommand,
  addImportCommand,
  addDatasetsCommand,
  addSplitCommand,
  addRecipesCommand,
  addWeightsCommand,
  addTrainCommand,
  addCrossValidateCommand,
  addEnsembleCommand,
  addSearchCommand,
  addRunsCommand,
  addEvaluateCommand,
  addPredictCommand,
  addReproduceCommand,
  addReviewCommand,
  addJobsCommand,
  addCacheCommand,
  addServeCommand,
  addDoctorCommand,
];

/** The whole command line. Wrong usage throws commander's CommanderError instead of leaving. */
export function createProgram(): Command {
  const program = new Command('nevus')
    .description(
      'Turn a folder of dermatoscopic photographs into a skin-lesion classifier that you can trust, on your own machine.\nResearch use only, not for diagnosis.',
    )
    .version(programVersion())
    .option('--workspace <folder>', "where everything is kept (default: Nevus in the platform's folder for application data)")
    .option('--json', 'print one JSON document on stdout and nothing else there')
    .option('--verbose', 'tell on stderr what the host does')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for the usage)')
    .addHelpText('after', `\n${exitCodeHelp}`)
    .exitOverride();
  for (const add of commands) add(program);
  return program;
}
