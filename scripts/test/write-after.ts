export type Write = (stream: NodeJS.WritableStream, text: string | Uint8Array) => void;

/** Writes to streams; what comes before `start` has settled is held back until then, so that two programs that run at once do not write between each other's lines. */
export function writeAfter(start: Promise<unknown>): Write {
  let held: (readonly [NodeJS.WritableStream, string | Uint8Array])[] | null = [];
  const release = (): void => {
    for (const [stream, text] of held ?? []) stream.write(text);
    held = null;
  };
  start.then(release, release);
  return (stream, text) => {
    if (held === null) stream.write(text);
    else held.push([stream, text]);
  };
}
