import { saveBlob } from '../../api/save-file.ts';

/** Saves what a canvas shows as PNG, on an opaque ground. */
export function saveCanvas(fileName: string, canvas: HTMLCanvasElement | null): void {
  if (canvas === null) return;
  const copy = document.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext('2d');
  if (context === null) return;
  context.fillStyle = getComputedStyle(canvas).getPropertyValue('--page').trim();
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => {
    if (blob !== null) saveBlob(fileName, blob);
  });
}
