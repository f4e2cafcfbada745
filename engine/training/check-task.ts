import type { SampleSet, TrainTask } from '../../common/contract/engine-protocol.ts';
import type { z } from 'zod';
import { architectureNames, isBackbone, widthOf } from '../../common/domain/model-spec.ts';
import { malignantClasses } from '../../common/metrics/recall.ts';
import { AppError } from '../../common/errors/app-error.ts';

/**
 * What the schema cannot say about a training task.
 * @throws AppError `invalid-input` or `weights-missing`
 */
export function checkTrainTask(task: z.infer<typeof TrainTask>): void {
  const { pixels, options, classes } = task;
  checkPixelShape(pixels, options.model.imageSize);
  checkSamples(task.train, 'training', classes.length);
  checkSamples(task.validation, 'validation', classes.length);
  if (options.facts.length > 0) {
    checkFacts(task.train, 'training');
    checkFacts(task.validation, 'validation');
  }
  const present = new Set(task.train.labels);
  if (present.size < 2) {
    const [only = 0] = present;
    throw invalid(`All photographs of the training part are of one class (${classes[only] ?? ''}); a classifier needs two at least.`);
  }
  if ((options.distillation === null) !== (task.teacher === null)) {
    throw invalid('Learning from a teacher needs both a teacher and its temperature and share; one of them is missing.');
  }
  const isMalignant = malignantClasses(classes);
  const judgesMalignant = [options.bestBy, options.earlyStopping?.metric].includes('malignantRecall');
  if (judgesMalignant && !task.validation.labels.some((label) => isMalignant[label] === true)) {
    throw invalid(
      'The training is to be judged by the recall of malignant diagnoses, but the validation part has no photograph of one that Nevus knows as malignant. ' +
        'Choose another metric for the best epoch and for early stopping.',
    );
  }
  const { model } = options;
  if (isBackbone(model) && model.weights === 'imagenet' && task.backboneFolder === null) {
    const width = widthOf(model);
    throw new AppError(
      'weights-missing',
      `The ImageNet weights of ${architectureNames[model.architecture]}${width === null ? '' : ` (width ${width})`} are not imported yet. ` +
        'Import them with "nevus weights import <file or folder>", or choose random weights.',
    );
  }
}

/** @throws AppError `invalid-input` where the cached photographs have another size than the network's input */
export function checkPixelShape(pixels: { readonly height: number; readonly width: number }, edge: number): void {
  if (pixels.height === edge && pixels.width === edge) return;
  throw invalid(`The network takes photographs of ${edge} x ${edge} pixels, but they were prepared at ${pixels.width} x ${pixels.height}.`);
}

function checkSamples({ rows, labels }: SampleSet, part: string, classCount: number): void {
  if (rows.length === 0) throw invalid(`The ${part} part has no photographs. Make a split in which every part has some.`);
  if (rows.length !== labels.length) throw invalid(`The ${part} part has ${rows.length} photographs, but ${labels.length} labels.`);
  const wrong = labels.find((label) => label < 0 || label >= classCount);
  if (wrong !== undefined) throw invalid(`The ${part} part has a label number ${wrong}, but there are ${classCount} classes only.`);
}

function checkFacts({ rows, facts = [] }: SampleSet, part: string): void {
  if (rows.length !== facts.length) throw invalid(`The ${part} part has ${rows.length} photographs, but facts of ${facts.length}.`);
}

function invalid(message: string): AppError {
  return new AppError('invalid-input', message);
}
