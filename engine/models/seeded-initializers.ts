import { initializers } from '@tensorflow/tfjs-layers';
import { SeededRandom } from '../../common/domain/random.ts';

type Initializer = ReturnType<typeof initializers.glorotUniform>;

/** First weights of a network's layers, from the run's seed: one stream, in the order in which the layers ask. */
export class SeededInitializers {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed, 'weights');
  }

  /** Keras's default for convolutions and dense layers (Glorot and Bengio 2010, PMLR 9:249). */
  glorotUniform(): Initializer {
    return initializers.glorotUniform({ seed: this.#random.nextUint32() >>> 1 });
  }

  /** Normal numbers of variance 2 / outputs, cut at two deviations; what the EfficientNets begin with (He et al. 2015, arXiv 1502.01852). */
  heByOutputs(): Initializer {
    return initializers.varianceScaling({
      scale: 2,
      mode: 'fanOut',
      distribution: 'truncatedNormal',
      seed: this.#random.nextUint32() >>> 1,
    });
  }
}
