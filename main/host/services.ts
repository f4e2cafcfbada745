import { join } from 'node:path';
import type { SystemStatus } from '../../common/domain/system.ts';
import type { Database } from '../database/database.ts';
import { DatasetRepository } from '../database/repositories/dataset-repository.ts';
import { EvaluationRepository } from '../database/repositories/evaluation-repository.ts';
import { JobRepository } from '../database/repositories/job-repository.ts';
import { PhotographRepository } from '../database/repositories/photograph-repository.ts';
import { PhotographSearch } from '../database/repositories/photograph-search.ts';
import { PredictionRepository } from '../database/repositories/prediction-repository.ts';
import { ReadingRepository } from '../database/repositories/reading-repository.ts';
import { RunLogRepository } from '../database/repositories/run-log-repository.ts';
import { RunRepository } from '../database/repositories/run-repository.ts';
import { SearchRepository } from '../database/repositories/search-repository.ts';
import { SettingsRepository } from '../database/repositories/settings-repository.ts';
import { SplitRepository } from '../database/repositories/split-repository.ts';
import { WeightsRepository } from '../database/repositories/weights-repository.ts';
import { EngineHost } from '../engine-host/engine-host.ts';
import type { EngineLauncher } from '../engine-host/engine-process.ts';
import { TrainingDevices } from '../engine-host/training-devices.ts';
import { PixelCache } from '../imaging/pixel-cache.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { AugmentationPreview } from '../services/augmentation-preview.ts';
import { CalibratedPredictor } from '../services/calibrated-predictor.ts';
import { CheckpointFiles } from '../services/checkpoint-files.ts';
import { ClassShares } from '../services/class-shares.ts';
import { ComparisonService } from '../services/comparison/comparison-service.ts';
import { DatasetService } from '../services/dataset-service.ts';
import { TeacherService } from '../services/distillation/teacher-service.ts';
import { TeacherWork } from '../services/distillation/teacher-work.ts';
import { DoctorService } from '../services/doctor-service.ts';
import { EngineCheck } from '../services/engine-check.ts';
import { EngineFiles } from '../services/engine-files.ts';
import { EngineSpeedService } from '../services/engine-speed-service.ts';
import { EnsembleService } from '../services/ensemble-service.ts';
import { EvaluationService } from '../services/evaluation-service.ts';
import { FolderService } from '../services/folder-service.ts';
import type { ChooseFolder } from '../services/folder-service.ts';
import { ImageService } from '../services/image-service.ts';
import { ImportService } from '../services/import-service.ts';
import { NamingService } from '../services/naming-service.ts';
import { OutOfFoldService } from '../services/out-of-fold-service.ts';
import { PhotographService } from '../services/photograph-service.ts';
import { PredictionService } from '../services/prediction-service.ts';
import { Predictor } from '../services/predictor.ts';
import { ReadingExport } from '../services/reading-export.ts';
import { RecipeFiguresService } from '../services/recipe-figures.ts';
import { RecipeService } from '../services/recipe-service.ts';
import { ReproductionService } from '../services/reproduction/reproduction-service.ts';
import { ReproductionWork } from '../services/reproduction/reproduction-work.ts';
import { ReviewService } from '../services/review-service.ts';
import { RunLeftovers } from '../services/run-leftovers.ts';
import { RunReporter } from '../services/run-reporter.ts';
import { RunService } from '../services/run-service.ts';
import { SearchReporter } from '../services/search/search-reporter.ts';
import { SearchService } from '../services/search/search-service.ts';
import { SearchWork } from '../services/search/search-work.ts';
import { SettingsService } from '../services/settings-service.ts';
import { SplitService } from '../services/split-service.ts';
import { StatusService } from '../services/status-service.ts';
import { StorageService } from '../services/storage/storage-service.ts';
import type { Tell } from '../services/tell.ts';
import { TrainingService } from '../services/training-service.ts';
import { TrainingWork } from '../services/training-work.ts';
import { WeightsCatalogue } from '../services/weights-catalogue.ts';
import { WeightsService } from '../services/weights-service.ts';
import { programFolder, programVersion } from './program-files.ts';
import type { Workspace } from './workspace.ts';

export interface ServiceOptions {
  readonly workspace: Workspace;
  readonly database: Database;
  readonly tell: Tell;
  readonly log: (line: string) => void;
  readonly launchEngine: EngineLauncher;
  readonly folderChoice: SystemStatus['folderChoice'];
  readonly chooseFolder: ChooseFolder | undefined;
}

export type Services = ReturnType<typeof createServices>;

/** Builds everything over an open workspace. What an earlier host was killed at is called interrupted first; nothing that waits begins yet. */
export function createServices(options: ServiceOptions) {
  const { workspace, database, tell, log, folderChoice } = options;
  const jobRows = new JobRepository(database);
  const datasets = new DatasetRepository(database);
  const photographs = new PhotographRepository(database);
  const splitRows = new SplitRepository(database);
  const runs = new RunRepository(database);
  const searches = new SearchRepository(database);
  const evaluationRows = new EvaluationRepository(database);
  const predictions = new PredictionRepository(database);
  const readings = new ReadingRepository(database);
  const settings = new SettingsRepository(database);
  const runLogs = new RunLogRepository(database);
  const interrupted = jobRows.settleLeftovers();
  runs.settleLeftovers();
  searches.settleLeftovers();
  if (interrupted > 0) log(`${interrupted === 1 ? '1 job was' : `${interrupted} jobs were`} interrupted when Nevus was last closed.`);

  const jobs = new JobQueue(jobRows, { onChanged: (job) => tell('jobs.changed', { job }), log });
  const engineHost = new EngineHost(options.launchEngine);
  const engineFiles = new EngineFiles();
  const engineCheck = new EngineCheck(engineHost, engineFiles);
  const devices = new TrainingDevices();
  // Trainings wait until it is known; nothing else does.
  void devices.find().then(() => jobs.reconsider());
  const pixels = new PixelCache(workspace.pixels);
  const folders = new FolderService({ choice: folderChoice, chooseFolder: options.chooseFolder });
  const recipes = new RecipeService({ builtIn: join(programFolder(), 'resources', 'recipes'), own: workspace.recipes }, log);
  const catalogue = WeightsCatalogue.read(join(programFolder(), 'resources', 'weights', 'published.json'));
  const weights = new WeightsService({
    weights: new WeightsRepository(database),
    folders,
    recipes,
    engineHost,
    catalogue,
    workspace,
    tell,
  });
  const splits = new SplitService({ datasets, photographs, splits: splitRows, runs, searches, tell });
  const reporter = new RunReporter(runs, runLogs, tell);
  const predictor = new CalibratedPredictor({
    predictor: new Predictor({ workspace, engineHost, pixels, reporter }),
    runs,
    evaluations: evaluationRows,
  });
  const shares = new ClassShares(runs, splitRows);
  const evaluations = new EvaluationService({
    database,
    datasets,
    evaluations: evaluationRows,
    photographs,
    predictions,
    runs,
    splits: splitRows,
    predictor,
    shares,
    jobs,
    jobRows,
    workspace,
    tell,
  });
  const teachers = new TeacherService({ runs, photographs, splits: splitRows, workspace });
  const teacher = new TeacherWork({ datasets, runs, teachers, predictor, reporter, workspace });
  const work = new TrainingWork({
    datasets,
    photographs,
    runs,
    weights,
    teacher,
    evaluations,
    engineHost,
    engineFiles,
    devices,
    pixels,
    workspace,
    reporter,
    tell,
  });
  const checkpoints = new CheckpointFiles(workspace, reporter);
  const training = new TrainingService({
    datasets,
    photographs,
    runs,
    splitRows,
    jobRows,
    splits,
    recipes,
    teachers,
    weights,
    engineCheck,
    engineFiles,
    devices,
    jobs,
    work,
    checkpoints,
    reporter,
  });
  const searchReporter = new SearchReporter(searches, tell);
  const runService = new RunService({ runs, runLogs, searches, searchReporter, jobRows, jobs, workspace, tell });
  const ofSearches = { searches, runs, jobRows, checkpoints, runReporter: reporter, reporter: searchReporter };
  const searchWork = new SearchWork({ ...ofSearches, splitRows, training: work });
  const recipeFigures = new RecipeFiguresService({ recipes, runs, evaluations: evaluationRows, datasets, splits: splitRows });
  const reproductions = new ReproductionService({
    datasets,
    jobRows,
    jobs,
    recipes,
    figures: recipeFigures,
    weights,
    work: new ReproductionWork({ jobs, jobRows, runs, splits, training, evaluations, figures: recipeFigures }),
  });
  return {
    jobs,
    engineHost,
    folders,
    recipes,
    recipeFigures,
    reproductions,
    weights,
    splits,
    evaluations,
    ensembles: new EnsembleService({ runs, photographs, workspace, tell }),
    outOfFold: new OutOfFoldService({ evaluations: evaluationRows, photographs, predictions, runs, shares }),
    comparisons: new ComparisonService({ evaluations: evaluationRows, photographs, predictions, runs, shares, splits: splitRows }),
    training,
    teachers,
    datasets: new DatasetService({ datasets, runs, searches, jobs, workspace, tell }),
    imports: new ImportService({ datasets, photographs, jobRows, jobs, folders, workspace, tell }),
    photographs: new PhotographService(photographs, new PhotographSearch(database)),
    images: new ImageService(photographs, workspace),
    runs: runService,
    runLeftovers: new RunLeftovers({ runs, checkpoints, workspace, log }),
    searches: new SearchService({ ...ofSearches, datasets, jobs, training, runService, weights, engineFiles, work: searchWork, tell }),
    augmentationPreview: new AugmentationPreview({ datasets, photographs, splits: splitRows, engineHost, workspace }),
    namings: new NamingService({
      database,
      evaluations: evaluationRows,
      jobs,
      photographs,
      predictions,
      readings,
      runs,
      shares,
      splits: splitRows,
      tell,
    }),
    predictions: new PredictionService({ runs, predictions, predictor, shares }),
    reviews: new ReviewService({ runs, photographs, predictions, readings, settings, shares }),
    readingExport: new ReadingExport({ datasets, photographs, predictions, readings, runs, shares }),
    settings: new SettingsService(settings, tell),
    status: new StatusService({ workspace, version: programVersion(), folderChoice, engineFiles }),
    storage: new StorageService({ jobs, jobRows, photographs, pixels, workspace }),
    engineSpeed: new EngineSpeedService({ devices, engineFiles, engineHost, jobs }),
    doctor: new DoctorService({ engineCheck, workspace, sqliteVersion: database.sqliteVersion }),
  };
}
