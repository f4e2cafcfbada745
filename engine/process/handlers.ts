import type { CallContext, EventPayload, Handlers } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';
import { engineNames } from '../../common/domain/engine-names.ts';
import type { EngineKind } from '../../common/domain/training-config.ts';
import { AppError } from '../../common/errors/app-error.ts';
import type { Backend } from '../backends/backend.ts';
import { checkLargestTensor } from '../backends/check-largest-tensor.ts';
import { loadBackend } from '../backends/load-backend.ts';
import { explainMissingKernel } from '../backends/missing-kernel.ts';
import { previewAugmentation } from '../data/preview-augmentation.ts';
import { LoadedModel } from '../inference/loaded-model.ts';
import { predict } from '../inference/predict.ts';
import { measureSpeed } from '../measure/measure-speed.ts';
import { describeNetwork } from '../models/describe-network.ts';
import { inspectWeights } from '../weights/inspect-weights.ts';
import { createFastestStep } from '../training/compiled-step.ts';
import type { TrainingEvent } from '../training/events.ts';
import { train } from '../training/train.ts';
import type { CreateTrainingStep } from '../training/training-step.ts';
import { memoryOf } from './device-memory.ts';
import { Throttle } from './throttle.ts';

/** Progress is told at most four times a second. */
const progressIntervalMs = 250;

type Context = CallContext<EngineProtocol>;

/**
 * Answers the engine's calls. The backend is loaded by the first call that needs it, and nothing but it.
 * @param onLost told once, where the device is gone and this process can compute no more
 */
export function createEngineHandlers(choice: EngineKind | 'auto', onLost: (error: AppError) => void): Handlers<EngineProtocol> {
  let loading: Promise<Backend> | undefined;
  const load = async (): Promise<Backend> => {
    const loaded = await loadBackend(choice);
    void loaded.lost.then(onLost);
    return loaded;
  };
  const backend = (): Promise<Backend> => (loading ??= load());
  const loadedModel = new LoadedModel();
  let running: string | null = null;
  /** Of the running training. */
  let pausing = new AbortController();

  /** One training or prediction at a time: they would share the device's memory. */
  const alone = async <Result>(what: string, work: () => Promise<Result>): Promise<Result> => {
    if (running !== null) throw new AppError('conflict', `The engine is busy with ${running}. Wait for its end, or cancel it.`);
    running = what;
    try {
      return await work();
    } catch (error) {
      // Only the message crosses to the host; the place goes to the log that it keeps of this process.
      if (error instanceof Error && !(error instanceof AppError)) process.stderr.write(`${error.stack ?? error.message}\n`);
      throw explainMissingKernel(error, engineNames[(await backend()).description.kind]);
    } finally {
      running = null;
    }
  };

  return {
    'engine.describe': async () => (await backend()).description,
    'engine.train': (task, context) =>
      alone('a training', async () => {
        pausing = new AbortController();
        const { description } = await backend();
        loadedModel.forget();
        const log = (message: string): void => context.emit('engine.logged', { message });
        for (const { kind, reason } of description.skipped) log(`${engineNames[kind]} is not used. ${reason}`);
        log(`Training on ${description.label}.`);
        const createStep: CreateTrainingStep = (network, options) => {
          checkLargestTensor(network.trained, options.batchSize, description);
          return createFastestStep(log)(network, options);
        };
        const memory = memoryOf(description);
        const events = train(task, createStep, context.signal, {
          pause: pausing.signal,
          engine: description.label,
          ...(memory === undefined ? {} : { memory }),
        });
        const tell = relayTo(context);
        for (let step = await events.next(); ; step = await events.next()) {
          if (step.done === true) return step.value;
          tell(step.value);
        }
      }),
    'engine.pause': () => {
      pausing.abort();
      return {};
    },
    'engine.predict': (task, context) =>
      alone('a prediction', async () => {
        await backend();
        const network = await loadedModel.get(task.modelFolder);
        const progress = new Throttle<number>(progressIntervalMs, (done) =>
          context.emit('engine.predicted', { done, total: task.rows.length }),
        );
        const predicted = await predict(network, task, context.signal, (done) => progress.push(done));
        progress.flush();
        const { obstacle } = network.predictor;
        if (obstacle !== null) context.emit('engine.logged', { message: obstacle });
        return predicted;
      }),
    'engine.measure': ({ durationMs }, context) =>
      alone('a measurement', async () => {
        await backend();
        loadedModel.forget();
        const { signal } = context;
        return { figures: await measureSpeed({ durationMs, signal, onProgress: (progress) => context.emit('engine.prepared', progress) }) };
      }),
    'engine.augment': previewAugmentation,
    'engine.inspectWeights': async ({ folder }) => {
      await backend();
      return inspectWeights(folder);
    },
    'engine.describeModel': async ({ model, classCount }) => {
      await backend();
      return describeNetwork(model, classCount);
    },
  };
}

/** Passes training's events on, those of progress not too often. */
function relayTo(context: Context): (event: TrainingEvent) => void {
  const prepared = new Throttle<EventPayload<EngineProtocol, 'engine.prepared'>>(progressIntervalMs, (payload) =>
    context.emit('engine.prepared', payload),
  );
  const batches = new Throttle<EventPayload<EngineProtocol, 'engine.batchEnded'>>(progressIntervalMs, (payload) =>
    context.emit('engine.batchEnded', payload),
  );
  return (event) => {
    switch (event.name) {
      case 'engine.logged':
        context.emit('engine.logged', event.payload);
        break;
      case 'engine.prepared':
        prepared.push(event.payload);
        break;
      case 'engine.batchEnded':
        prepared.flush();
        batches.push(event.payload);
        break;
      case 'engine.resumed':
        context.emit('engine.resumed', event.payload);
        break;
      case 'engine.epochEnded':
        batches.flush();
        context.emit('engine.epochEnded', event.payload);
        break;
    }
  };
}
