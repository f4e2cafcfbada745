import {
  add,
  div,
  exp,
  log,
  logSoftmax,
  losses,
  maximum,
  mul,
  neg,
  oneHot,
  pow,
  Reduction,
  reshape,
  sub,
  sum,
  tensor1d,
} from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Distillation } from '../../common/domain/distillation.ts';
import type { TrainingOptions } from '../../common/domain/training-config.ts';

/** What training makes small. */
export interface Objective extends Pick<TrainingOptions, 'loss' | 'focalGamma' | 'labelSmoothing'> {
  /** Share of each class in the training part; `logit-adjusted` needs it. */
  readonly classShares?: readonly number[];
  /** Where there is a teacher. */
  readonly distillation?: Pick<Distillation, 'temperature' | 'share'> | null;
}

/** Which classes the photographs of a batch are of, as tensors. */
export interface Targets {
  /** Class index per photograph, int32 [n]. */
  readonly labels: Tensor1D;
  /** For blended photographs: the class of the other part, int32 [n], and the share of the own one, float32 [n]. */
  readonly partners?: Tensor1D;
  readonly shares?: Tensor1D;
  /** What the teacher says, softened by the objective's temperature and blended as the photographs are, float32 [n, K]; where there is one. */
  readonly teacher?: Tensor2D;
}

/** Nearest to 0 that the focal loss lets 1 - p come: the derivative of its power is without bound there. */
const smallestDistance = 1e-7;

/**
 * The loss of each photograph [n], without its weight.
 * - `cross-entropy`: -sum over the classes of y log p.
 * - `focal` (Lin et al. 2017, arXiv 1708.02002, equation 4, for soft targets as in Keras's CategoricalFocalCrossentropy, alpha 1): -sum of y (1 - p)^gamma log p.
 * - `logit-adjusted` (Menon et al. 2020, arXiv 2007.07314, equation 10, tau 1): cross-entropy of the logits + log of the classes' shares.
 *
 * With a teacher (Hinton et al. 2015, arXiv 1503.02531), whose softened answer is q, that becomes (1 - share) x the above + share x T^2 x KL(q || softmax(z / T)):
 * T^2, because the gradient of the soft part falls with 1 / T^2. Smoothing and the focal factor are of the first part only.
 *
 * y is 1 for the photograph's class; smoothed, 1 - s + s/K for it and s/K for the K - 1 others (Szegedy et al. 2016); blended, the mixture of both targets.
 * @param logits float32 [n, K]
 */
export function lossPerPhotograph(logits: Tensor2D, targets: Targets, objective: Objective): Tensor1D {
  const ofDiagnosis = diagnosisLoss(logits, targets, objective);
  const { distillation } = objective;
  if (distillation === undefined || distillation === null) return ofDiagnosis;
  if (targets.teacher === undefined) throw new Error('Learning from a teacher needs its answers.');
  const { share, temperature } = distillation;
  const ofTeacher = divergence(targets.teacher, div(logits, temperature));
  return add(mul(ofDiagnosis, 1 - share), mul(ofTeacher, share * temperature ** 2));
}

function diagnosisLoss(logits: Tensor2D, targets: Targets, objective: Objective): Tensor1D {
  const classCount = logits.shape[1];
  const target = makeTarget(targets, classCount);
  switch (objective.loss) {
    case 'cross-entropy':
      return crossEntropy(target, logits, objective.labelSmoothing);
    case 'logit-adjusted':
      return crossEntropy(target, add(logits, logShares(objective, classCount)), objective.labelSmoothing);
    case 'focal': {
      const logProbability = logSoftmax(logits);
      const distance = maximum(sub(1, exp(logProbability)), smallestDistance);
      const smooth = objective.labelSmoothing;
      const smoothed = smooth === 0 ? target : add(mul(target, 1 - smooth), smooth / classCount);
      return neg(sum(mul(mul(smoothed, pow(distance, objective.focalGamma)), logProbability), 1));
    }
  }
}

function crossEntropy(target: Tensor2D, logits: Tensor2D, smoothing: number): Tensor1D {
  return losses.softmaxCrossEntropy(target, logits, undefined, smoothing, Reduction.NONE);
}

/** KL(q || softmax(logits)) of each row: its cross-entropy without the entropy of q, so that 0 is agreement. No entry of q may be 0. */
function divergence(q: Tensor2D, logits: Tensor2D): Tensor1D {
  return sum(mul(q, sub(log(q), logSoftmax(logits))), 1);
}

function makeTarget({ labels, partners, shares }: Targets, classCount: number): Tensor2D {
  const own = oneHot(labels, classCount) as Tensor2D;
  if (partners === undefined || shares === undefined) return own;
  const share: Tensor2D = reshape(shares, [-1, 1]);
  return add(mul(own, share), mul(oneHot(partners, classCount), sub(1, share)));
}

/** A class without photographs counts as one photograph in a million, so that its logarithm exists. */
function logShares({ classShares }: Objective, classCount: number): Tensor1D {
  if (classShares?.length !== classCount) throw new Error('The logit-adjusted loss needs the share of each class.');
  return log(tensor1d(classShares.map((share) => Math.max(share, 1e-6))));
}
