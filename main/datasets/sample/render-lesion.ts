import { AppError } from '../../../common/errors/app-error.ts';
import { SeededRandom } from '../../../common/domain/random.ts';
import { NoiseField } from './noise.ts';
import { renderView } from './render-view.ts';
import { growSkin } from './skin.ts';
import type { GrowTissue } from './tissue.ts';
import { growActinicKeratosis } from './tissues/actinic-keratosis.ts';
import { growBasalCellCarcinoma } from './tissues/basal-cell-carcinoma.ts';
import { growBenignKeratosis } from './tissues/benign-keratosis.ts';
import { growDermatofibroma } from './tissues/dermatofibroma.ts';
import { growMelanoma } from './tissues/melanoma.ts';
import { growNevus } from './tissues/nevus.ts';
import { growVascularLesion } from './tissues/vascular-lesion.ts';
import { chooseView } from './view.ts';

const growers: Readonly<Record<string, GrowTissue>> = {
  mel: growMelanoma,
  bcc: growBasalCellCarcinoma,
  akiec: growActinicKeratosis,
  nv: growNevus,
  bkl: growBenignKeratosis,
  df: growDermatofibroma,
  vasc: growVascularLesion,
};

export interface PhotographRequest {
  readonly seed: number;
  readonly lesionNumber: number;
  readonly diagnosis: string;
  /** Which photograph of the lesion, from 0. */
  readonly viewNumber: number;
  readonly width: number;
  readonly height: number;
}

/** One synthetic photograph, 8-bit RGB, row-major. It depends on the request alone, so that photographs can be rendered in any order. */
export function renderPhotograph(request: PhotographRequest): { pixels: Uint8ClampedArray; blurSigma: number } {
  const { seed, lesionNumber, diagnosis, viewNumber, width, height } = request;
  const grow = growers[diagnosis];
  if (grow === undefined) throw new AppError('invalid-input', `There is no synthetic lesion of the diagnosis "${diagnosis}".`);
  const stream = (purpose: string): SeededRandom => new SeededRandom(seed, 'sample', lesionNumber, purpose);
  const tissue = grow(stream('tissue'), new NoiseField(stream('tissue noise')));
  const skin = growSkin(stream('skin'), new NoiseField(stream('skin noise')));
  const random = stream(`view ${viewNumber}`);
  const view = chooseView(random, tissue.outline.radius);
  return { pixels: renderView(tissue, skin, view, width, height, random), blurSigma: (view.blur * width) / 600 };
}
