import OpenSeadragon from 'openseadragon';

export interface DeepZoomEvents {
  /** Screen pixels per pixel of the photograph, at every change. */
  readonly onZoom: (scale: number) => void;
  readonly onOpened: () => void;
  readonly onFailed: () => void;
}

/** Zooming in by one step of the keyboard or a button. */
const step = 1.5;

/**
 * A photograph that can be zoomed and panned, by OpenSeadragon. The whole photograph is always within reach: it cannot be made
 * smaller than its place, nor be pushed out of it.
 */
export class DeepZoom {
  readonly #viewer: OpenSeadragon.Viewer;
  readonly #events: DeepZoomEvents;

  constructor(element: HTMLElement, isMotionReduced: boolean, events: DeepZoomEvents) {
    this.#events = events;
    forgoInjectedStyle();
    this.#viewer = new OpenSeadragon.Viewer({
      element,
      drawer: 'canvas',
      showNavigationControl: false,
      animationTime: isMotionReduced ? 0 : 0.14,
      blendTime: 0,
      immediateRender: true,
      springStiffness: 12,
      minZoomImageRatio: 1,
      maxZoomPixelRatio: 8,
      visibilityRatio: 0.5,
      constrainDuringPan: true,
      zoomPerScroll: 1.25,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, flickEnabled: false },
    });
    // Letters are the screen's shortcuts; arrows pan where the photograph has the focus.
    this.#viewer.addHandler('canvas-key', (event) => {
      const original = event.originalEvent;
      event.preventDefaultAction = !original.code.startsWith('Arrow');
    });
    this.#viewer.addHandler('open', () => {
      this.#tellZoom();
      events.onOpened();
    });
    this.#viewer.addHandler('open-failed', () => events.onFailed());
    this.#viewer.addHandler('zoom', () => this.#tellZoom());
    this.#viewer.addHandler('resize', () => this.#tellZoom());
  }

  open(url: string, label: string): void {
    this.#viewer.open({ tileSource: { type: 'image', url } });
    const canvas = this.#viewer.canvas;
    canvas.setAttribute('role', 'application');
    canvas.setAttribute('aria-roledescription', 'photograph');
    canvas.setAttribute('aria-label', label);
  }

  zoomIn(): void {
    this.#zoomBy(step);
  }

  zoomOut(): void {
    this.#zoomBy(1 / step);
  }

  /** The whole photograph. */
  fit(): void {
    this.#viewer.viewport.goHome();
  }

  destroy(): void {
    this.#viewer.destroy();
  }

  #zoomBy(factor: number): void {
    if (!this.#viewer.isOpen()) return;
    this.#viewer.viewport.zoomBy(factor);
    this.#viewer.viewport.applyConstraints();
  }

  #tellZoom(): void {
    const image = this.#viewer.world.getItemAt(0) as OpenSeadragon.TiledImage | undefined;
    if (image !== undefined) this.#events.onZoom(image.viewportToImageZoom(this.#viewer.viewport.getZoom()));
  }
}

/** OpenSeadragon writes a style element into the page where its mark is not there yet; the content policy refuses such, and touch needs none of it. */
function forgoInjectedStyle(): void {
  if (document.querySelector('style[data-openseadragon-mobile-css]') !== null) return;
  // Of no namespace: an element of that name without the meaning, so that there is nothing to refuse.
  const mark = document.createElementNS(null, 'style');
  mark.setAttribute('data-openseadragon-mobile-css', 'true');
  document.head.append(mark);
}
