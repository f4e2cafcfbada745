/** Offers text as a download; the browser or Electron asks where to. */
export function saveText(fileName: string, type: string, text: string): void {
  saveBlob(fileName, new Blob([text], { type: `${type};charset=utf-8` }));
}

export function saveBlob(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has begun once the click has returned; a little later is safe everywhere.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
