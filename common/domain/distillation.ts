import { z } from 'zod';

/**
 * How a network learns from a teacher beside the diagnoses (Hinton et al. 2015, arXiv 1503.02531). The loss of a photograph is
 * (1 - share) x the loss of its diagnosis + share x temperature^2 x KL(teacher || network), both answers softened to softmax(log p / temperature); the formula
 * stands in `engine/training/loss.ts`.
 */
export const Distillation = z.object({
  /** What both answers' logits are divided by: above 1 the less probable diagnoses count more. */
  temperature: z.number().min(1).max(20).default(2),
  /** Share of the teacher in the loss; 1: the diagnoses themselves are not looked at. */
  share: z.number().positive().max(1).default(0.7),
  /** Ways in which the teacher looks at each photograph of the training part; the mean of its answers is the target, however the photograph is augmented. */
  views: z.int().min(1).max(36).default(4),
  /**
   * Which networks of an ensemble answer for a photograph. `out-of-fold`: those that were not trained on its lesion, and all of them where there is none;
   * `all`: always all.
   */
  targets: z.enum(['out-of-fold', 'all']).default('out-of-fold'),
});
export type Distillation = z.infer<typeof Distillation>;

/** How far a teacher has been where its student learns and is measured. None of its networks knows a lesion of the student's test part. */
const overlap = {
  /** Photographs of the student's training part. */
  trainCount: z.int(),
  /** Those of them for which networks answer that were not trained on their lesion. */
  outOfFoldCount: z.int(),
  /** Photographs of the student's validation part. */
  validationCount: z.int(),
  /** Those of them on whose lesion networks were trained that answer for others: above 0 the student's validation figures flatter. */
  validationTrainedCount: z.int(),
};

/** Whom a run learned from. A teacher is kept as long as its students are. */
export const RunTeacher = z.object({ runId: z.int(), name: z.string(), ...overlap });
export type RunTeacher = z.infer<typeof RunTeacher>;

/** A run that might teach a network on some split. */
export const TeacherCandidate = z.object({
  runId: z.int(),
  name: z.string(),
  /** Why it cannot, as a whole sentence; null where it can. */
  obstacle: z.string().nullable(),
  /** Null where it cannot teach. */
  overlap: z.object(overlap).nullable(),
});
export type TeacherCandidate = z.infer<typeof TeacherCandidate>;
