import type { SeededRandom } from '../../../common/domain/random.ts';
import type { Augmentation } from '../../../common/domain/training-config.ts';
import { allowedOrientations } from '../orientation.ts';
import type { Orientation } from '../orientation.ts';

/** A square that is painted over, as shares of the edge; it may reach over the photograph's border, where it is cut off. */
export interface Cutout {
  readonly centreX: number;
  readonly centreY: number;
  readonly edge: number;
}

/** How one photograph is changed before the network sees it. Lengths are shares of the edge, so that it holds for every size. */
export interface PhotographChange {
  readonly orientation: Orientation;
  /** Radians, counter-clockwise. */
  readonly angle: number;
  /** To the right, and downwards. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Above 1: the lesion looks larger. */
  readonly scale: number;
  /** Tangent of the shear's angle, rows against each other. */
  readonly shear: number;
  /** Factors; 1 changes nothing. */
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Turn of the colours, radians. */
  readonly hue: number;
  readonly cutout: Cutout | null;
}

/** The photograph as it was taken. */
export const unchanged: PhotographChange = {
  orientation: 0,
  angle: 0,
  shiftX: 0,
  shiftY: 0,
  scale: 1,
  shear: 0,
  brightness: 1,
  contrast: 1,
  saturation: 1,
  hue: 0,
  cutout: null,
};

/**
 * Draws one change. Every number that an option scales is drawn whether the option is on or not, so that turning one on leaves the others as they
 * were: angles and shifts are uniform over [-option, option]; the scale is (1 + zoom)^u and the factors of brightness, contrast and saturation are
 * 1 + option x u, with u uniform over [-1, 1]; a cutout's centre lies anywhere.
 */
export function drawChange(augmentation: Augmentation, random: SeededRandom): PhotographChange {
  const allowed = allowedOrientations(augmentation);
  const orientation = allowed[random.nextBelow(allowed.length)] ?? unchanged.orientation;
  const draw = (): number => random.between(-1, 1);
  return {
    orientation,
    angle: (augmentation.rotationDegrees * Math.PI * draw()) / 180,
    shiftX: augmentation.shift * draw(),
    shiftY: augmentation.shift * draw(),
    scale: (1 + augmentation.zoom) ** draw(),
    shear: Math.tan((augmentation.shear * Math.PI * draw()) / 180),
    brightness: 1 + augmentation.brightness * draw(),
    contrast: 1 + augmentation.contrast * draw(),
    saturation: 1 + augmentation.saturation * draw(),
    hue: 2 * Math.PI * augmentation.hue * draw(),
    cutout: drawCutout(augmentation.cutout, random),
  };
}

function drawCutout(edge: number, random: SeededRandom): Cutout | null {
  const centreX = random.next();
  const centreY = random.next();
  return edge === 0 ? null : { centreX, centreY, edge };
}

/** Whether photographs are changed one by one at all; mixup and cutmix, which need two, aside. */
export function changesPhotographs(augmentation: Augmentation): boolean {
  return allowedOrientations(augmentation).length > 1 || changesBeyondOrientation(augmentation);
}

/** Whether anything but flips and quarter turns is on; mixup and cutmix aside. */
export function changesBeyondOrientation(augmentation: Augmentation): boolean {
  const { rotationDegrees, shift, zoom, shear, brightness, contrast, saturation, hue, cutout } = augmentation;
  return [rotationDegrees, shift, zoom, shear, brightness, contrast, saturation, hue, cutout].some((strength) => strength > 0);
}

/** The same without all but flips and quarter turns. */
export function onlyOrientation({ flips, rotations }: Augmentation): Augmentation {
  return { ...noAugmentation, flips, rotations };
}

/** Photographs as they were taken. */
export const noAugmentation: Augmentation = {
  flips: false,
  rotations: false,
  rotationDegrees: 0,
  shift: 0,
  zoom: 0,
  shear: 0,
  brightness: 0,
  contrast: 0,
  saturation: 0,
  hue: 0,
  cutout: 0,
  mixup: 0,
  cutmix: 0,
};
