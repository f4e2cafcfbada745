import type { Handlers } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { Services } from './services.ts';

/** Which service answers which call. */
export function createHandlers(services: Services): Handlers<HostProtocol> {
  const { augmentationPreview, datasets, doctor, ensembles, evaluations, folders, imports, jobs, photographs, predictions, readingExport } =
    services;
  const { recipes, recipeFigures, reviews, runs, settings, splits, status, training, weights } = services;
  return {
    'system.status': () => status.read(),
    'system.doctor': async () => ({ lines: await doctor.examine() }),
    'engines.measure': () => ({ jobId: services.engineSpeed.start() }),
    'storage.measure': (_input, { signal }) => services.storage.measure(signal),
    'storage.prune': (request) => ({ jobId: services.storage.start(request) }),
    'settings.get': () => settings.read(),
    'settings.change': (changes) => settings.change(changes),
    'folders.choose': async ({ title, kind }) => ({ folder: await folders.choose(title, kind) }),
    'folders.open': ({ path, mayBeFile }) => folders.open(path, mayBeFile),
    'jobs.list': ({ isActive }) => ({ jobs: jobs.list(isActive) }),
    'jobs.get': ({ jobId }) => jobs.get(jobId),
    'jobs.cancel': ({ jobId }) => jobs.cancel(jobId),
    'jobs.pause': ({ jobId }) => jobs.pause(jobId),
    'jobs.resume': ({ jobId }) => jobs.resume(jobId),
    'jobs.move': ({ jobId, to }) => jobs.move(jobId, to),
    'weights.list': () => ({ weights: weights.list() }),
    'weights.missing': async () => ({ missing: await weights.missing() }),
    'weights.published': () => weights.published(),
    'weights.import': ({ folderId }, { signal }) => weights.import(folderId, signal),
    'weights.check': ({ folderId }, { signal }) => weights.check(folderId, signal),
    'weights.remove': ({ weightsId }) => {
      weights.remove(weightsId);
      return {};
    },
    'weights.fetch': ({ file }, { signal }) => weights.fetch(file, signal),

    'imports.inspect': ({ folderId }) => ({ jobId: imports.inspect(folderId) }),
    'imports.report': ({ jobId }) => imports.report(jobId),
    'imports.start': ({ folderId, name }, { signal }) => imports.start(folderId, name, signal),
    'imports.known': async ({ folderId }, { signal }) => ({ datasets: await imports.known(folderId, signal) }),
    'imports.resume': ({ datasetId }) => ({ jobId: imports.resume(datasetId) }),
    'datasets.list': () => ({ datasets: datasets.list() }),
    'datasets.get': ({ datasetId }) => datasets.get(datasetId),
    'datasets.rename': ({ datasetId, name }) => datasets.rename(datasetId, name),
    'datasets.remove': ({ datasetId }) => nothing(datasets.remove(datasetId)),
    'datasets.rejections': ({ datasetId }) => ({ issues: datasets.rejections(datasetId) }),
    'photographs.find': (filter) => ({ ids: photographs.find(filter) }),
    'photographs.get': ({ ids }) => ({ photographs: photographs.get(ids) }),
    'photographs.facets': (filter) => photographs.facets(filter),
    'splits.create': (input) => splits.create(input),
    'splits.createFolds': (input) => ({ splits: splits.createFolds(input) }),
    'splits.assign': (input) => splits.assign(input),
    'splits.list': ({ datasetId }) => ({ splits: splits.list(datasetId) }),
    'splits.remove': ({ splitId }) => {
      splits.remove(splitId);
      return {};
    },

    'recipes.list': async () => ({ recipes: await recipes.list() }),
    'recipes.figures': async () => ({ figures: await recipeFigures.list() }),
    'reproductions.list': async () => ({ rows: await services.reproductions.list() }),
    'reproductions.start': async (request) => ({ jobId: await services.reproductions.start(request) }),
    'recipes.save': async ({ recipe }) => ({ recipes: await recipes.save(recipe) }),
    'recipes.remove': async ({ recipeId }) => ({ recipes: await recipes.remove(recipeId) }),
    'runs.start': (config) => training.start(config),
    'runs.teachers': async ({ splitId, targets }) => ({ teachers: await services.teachers.candidates(splitId, targets) }),
    'training.previewAugmentation': async (input, { signal }) => ({ photographs: await augmentationPreview.make(input, signal) }),
    'runs.list': ({ datasetId }) => ({ runs: runs.list(datasetId) }),
    'runs.get': ({ runId }) => runs.get(runId),
    'runs.epochs': ({ runId }) => ({ epochs: runs.epochs(runId) }),
    'runs.log': ({ runId }) => ({ lines: runs.log(runId) }),
    'runs.combine': ({ runIds, name }) => ensembles.combine(runIds, name),
    'runs.compare': (input, { signal }) => services.comparisons.compare(input, signal),
    'runs.outOfFold': ({ runId }) => ({ outOfFold: services.outOfFold.of(runId) }),
    'runs.rename': ({ runId, name }) => runs.rename(runId, name),
    'runs.nameBy': ({ runId, naming }) => services.namings.nameBy(runId, naming),
    'runs.remove': ({ runId }) => nothing(runs.remove(runId)),
    'evaluations.start': async (input) => ({ jobId: await evaluations.start(input) }),
    'evaluations.list': ({ runId }) => ({ evaluations: evaluations.list(runId) }),
    'evaluations.get': ({ evaluationId }) => evaluations.get(evaluationId),
    'predictions.get': ({ runId, photographIds }) => ({ predictions: predictions.get(runId, photographIds) }),
    'predictions.predict': (input, { signal }) => predictions.predict(input, signal),

    'searches.start': (config) => services.searches.start(config),
    'searches.list': ({ datasetId }) => ({ searches: services.searches.list(datasetId) }),
    'searches.get': ({ searchId }) => services.searches.get(searchId),
    'searches.rename': ({ searchId, name }) => services.searches.rename(searchId, name),
    'searches.remove': ({ searchId, removesRuns }) => nothing(services.searches.remove(searchId, removesRuns)),
    'searches.export': ({ searchId }) => services.searches.export(searchId),

    'reviews.queue': (input) => ({ cases: reviews.queue(input) }),
    'reviews.get': (input) => reviews.get(input),
    'reviews.lock': (input) => reviews.lock(input),
    'reviews.decide': (input) => reviews.decide(input),
    'reviews.sign': (input) => reviews.sign(input),
    'reviews.unsign': (input) => reviews.unsign(input),
    'reviews.defer': (input) => reviews.defer(input),
    'reviews.export': ({ runId }) => readingExport.write(runId),
  };
}

async function nothing(work: Promise<void>): Promise<Record<string, never>> {
  await work;
  return {};
}
