import type { Distillation, RunTeacher } from '../../../common/domain/distillation.ts';

/** What a run's log says of its teacher, whole sentences. */
export function describeTeaching(teacher: RunTeacher, { temperature, share, views }: Distillation): string[] {
  const { name, trainCount, outOfFoldCount, validationCount, validationTrainedCount } = teacher;
  const looks = views === 1 ? 'as it was taken' : `in ${views} ways`;
  const lines = [
    `Learns from ${name} (${Math.round(100 * share)} % of the loss, temperature ${temperature}), which looks at each photograph of the training part ${looks}.`,
  ];
  if (outOfFoldCount === 0) lines.push(`All networks that answer were trained on these photographs themselves.`);
  else {
    const others = outOfFoldCount < trainCount ? ' For the others all of them answer.' : '';
    lines.push(
      `For ${outOfFoldCount} of these ${trainCount} photographs only networks answer that were not trained on their lesion.${others}`,
    );
  }
  if (validationTrainedCount > 0) {
    lines.push(
      `Networks that teach were trained on ${validationTrainedCount} of the ${validationCount} photographs of the validation part: figures on it flatter. Those on the test part do not.`,
    );
  }
  return lines;
}
