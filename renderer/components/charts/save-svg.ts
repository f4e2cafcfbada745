import { saveBlob } from '../../api/save-file.ts';

/** What the styles of a page say about a drawing, and a file of its own would lack. */
const styled = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

/** Saves a drawing as an SVG file that looks the same anywhere. Parts marked `data-screen-only` are left out. */
export function saveSvg(fileName: string, svg: SVGSVGElement | null): void {
  if (svg !== null) saveBlob(fileName, new Blob([standalone(svg)], { type: 'image/svg+xml' }));
}

/**
 * Saves a drawing as PNG, twice as large as on the screen so that print is sharp.
 * @throws Error where the browser cannot draw it
 */
export async function saveSvgAsPng(fileName: string, svg: SVGSVGElement | null): Promise<void> {
  if (svg === null) return;
  const { width, height } = sizeOf(svg);
  const url = URL.createObjectURL(new Blob([standalone(svg)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * 2);
    canvas.height = Math.round(height * 2);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (blob === null) throw new Error('The picture could not be made.');
    saveBlob(fileName, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Free space on all sides, px. */
const margin = 12;

function sizeOf(svg: SVGSVGElement): { width: number; height: number } {
  const { width, height } = svg.getBoundingClientRect();
  return { width: width + 2 * margin, height: height + 2 * margin };
}

function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const { width, height } = sizeOf(svg);
  const originals = [svg, ...svg.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  copies.forEach((element, index) => {
    const original = originals[index];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const name of styled) element.setAttribute(name, style.getPropertyValue(name));
    for (const name of ['class', 'style', 'tabindex', 'role']) element.removeAttribute(name);
  });
  for (const element of copy.querySelectorAll('[data-screen-only]')) element.remove();
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  put(ground, { x: -margin, y: -margin, width, height, fill: getComputedStyle(svg).getPropertyValue('--page').trim() });
  put(copy, { width, height, viewBox: `${-margin} ${-margin} ${width} ${height}` });
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

function put(element: Element, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
