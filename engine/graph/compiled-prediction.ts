import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { emitBatchSize, emitField, feedField } from './batch-field.ts';
import type { BatchField } from './batch-field.ts';
import { computesOnGpu } from './binding.ts';
import type { GraphSession } from './binding.ts';
import { checkAgreement, loadChecked } from './check-agreement.ts';
import { emitTrace } from './emit-trace.ts';
import type { TraceSource } from './emit-trace.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { GraphVariable, Output } from './graph-builder.ts';
import { useFasterOperations } from './faster-operations.ts';
import { foldNormalization } from './fold-normalization.ts';
import type { GeneralTrace } from './generalise.ts';
import { DataType } from './graph-node.ts';
import type { TensorValue, TensorValues } from './graph-node.ts';
import { emitStateEntry, startState } from './session-state.ts';
import type { TracedOperation } from './trace.ts';
import { traceStep } from './trace-step.ts';
import { nameWeights } from './weights.ts';

/** What is to be compiled. */
export interface PredictionPlan {
  /** What the model takes; the first one tells the size of the batch. */
  readonly fields: readonly [BatchField, ...BatchField[]];
  /** Every weight of the model, float32. Their values are those at the time of compiling. */
  readonly weights: readonly Variable[];
  /** What the model says of inputs, one row each; on tensors of tfjs as if it were to be run at once. */
  readonly predict: (...inputs: [Tensor, ...Tensor[]]) => Tensor;
}

/** A field and the graph's input that it is put into. */
interface FedField {
  readonly field: BatchField;
  readonly fed: Output;
}

const predictionOutput = 'prediction';

/** A model's answer as one TensorFlow graph, with a copy of the weights in it. */
export class CompiledPrediction {
  readonly #inputs: readonly FedField[];
  readonly #prediction: Output;
  readonly #session: GraphSession;

  /** @throws NotCompilable */
  static compile({ fields, weights, predict }: PredictionPlan): CompiledPrediction {
    const named = nameWeights(weights);
    const variables = new Map(named.map(({ name, variable }) => [name, variable]));
    const run = (batch: Readonly<Record<string, Tensor>>): Record<string, Tensor> => ({
      [predictionOutput]: predict(...(fields.map(({ name }) => batch[name]) as [Tensor, ...Tensor[]])),
    });
    const { trace, witness } = traceStep({ fields, variables, run });
    const builder = new GraphBuilder();
    const emitted = fields.map((field) => ({ field, ...emitField(builder, field) }));
    const used = new Map(emitted.map(({ field, used: source }) => [field.name, source]));
    const [{ fed: first }] = emitted as [(typeof emitted)[number]];
    const values = new Map(
      named.map(({ name, shape, variable }) => [name, { dataType: DataType.float32, shape, values: variable.dataSync<'float32'>() }]),
    );
    const shapes = new Map(named.map(({ name, shape }) => [name, shape]));
    const { trace: joined, folded } = foldNormalization(useFasterOperations(trace, shapes, !computesOnGpu()), values);
    const weightSources = emitWeights(builder, new Map([...values, ...folded]), joined);
    const outputs = emitTrace(builder, 'predict', joined, new Map([...used, ...weightSources]), emitBatchSize(builder, fields[0], first));
    const inSession = named.flatMap(({ name, variable }) => {
      const source = weightSources.get(name);
      return source !== undefined && 'handle' in source ? [{ source, variable }] : [];
    });
    const state = emitStateEntry(
      builder,
      inSession.map(({ source }) => source),
    );
    return loadChecked(builder.nodes, (session) => {
      startState(
        session,
        state,
        inSession.map(({ variable }) => variable),
      );
      const feeds = emitted.map(({ field, fed }) => feedField(field, fed, witness.batch[field.name] as TensorValues));
      checkAgreement(witness.outputs, session, feeds, outputs);
      return new CompiledPrediction(emitted, outputs.get(predictionOutput) as Output, session);
    });
  }

  private constructor(inputs: readonly FedField[], prediction: Output, session: GraphSession) {
    this.#inputs = inputs;
    this.#prediction = prediction;
    this.#session = session;
  }

  /**
   * What the model says of rows of inputs, row after row.
   * @param inputs one for each field
   */
  predict(...inputs: readonly TensorValues[]): Float32Array {
    const feeds = this.#inputs.map(({ field, fed }, index) => feedField(field, fed, inputs[index] as TensorValues));
    const [prediction] = this.#session.compute(feeds, [this.#prediction]);
    return prediction as Float32Array;
  }

  /** Frees the session and its weights. */
  dispose(): void {
    this.#session.dispose();
  }
}

/**
 * The weights that a trace uses. Kernels and what was folded are constants, which TensorFlow brings into their fastest order once; the parameters of a
 * normalisation that stands alone are variables, because TensorFlow would take it apart around constants.
 */
function emitWeights(
  builder: GraphBuilder,
  values: ReadonlyMap<string, TensorValue>,
  trace: GeneralTrace,
): Map<string, TraceSource | GraphVariable> {
  const used = namesOf(trace.operations);
  const alone = namesOf(trace.operations.filter(({ operation }) => operation.startsWith('FusedBatchNorm')));
  return new Map(
    [...values]
      .filter(([name]) => used.has(name))
      .map(([name, value]) => [
        name,
        alone.has(name)
          ? builder.variable(name, DataType.float32, value.shape)
          : { value: builder.constant(name, value), dataType: DataType.float32 },
      ]),
  );
}

function namesOf(operations: readonly TracedOperation[]): Set<string> {
  return new Set(operations.flatMap(({ inputs }) => inputs.flatMap((input) => (input.kind === 'source' ? input.name : []))));
}
