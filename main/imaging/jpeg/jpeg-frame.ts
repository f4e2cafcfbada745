/** What the frame header of a sequential JPEG says (ITU-T T.81, B.2.2). */
export interface JpegFrame {
  readonly precision: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  readonly widestSampling: number;
  readonly highestSampling: number;
}

export interface JpegComponent {
  readonly id: number;
  /** Blocks side by side and one above the other in a macroblock. */
  readonly across: number;
  readonly down: number;
  readonly quantisation: number;
}

/** One part of a scan: which component, and by which tables it is coded. */
export interface ScanComponent {
  readonly component: JpegComponent;
  readonly dcTable: number;
  readonly acTable: number;
}

/** Null where it contradicts itself, or leaves the height open. */
export function readFrame(segment: Buffer): JpegFrame | null {
  if (segment.length < 6) return null;
  const count = segment[5] ?? 0;
  const [height, width] = [segment.readUInt16BE(1), segment.readUInt16BE(3)];
  // A height of 0 is told after the first scan.
  if (count < 1 || count > 4 || segment.length < 6 + 3 * count || width === 0 || height === 0) return null;
  const components = Array.from({ length: count }, (_, index): JpegComponent => {
    const [id = 0, sampling = 0, quantisation = 0] = segment.subarray(6 + 3 * index);
    return { id, across: sampling >> 4, down: sampling & 15, quantisation };
  });
  if (components.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) return null;
  return {
    precision: segment[0] ?? 8,
    width,
    height,
    components,
    widestSampling: Math.max(...components.map(({ across }) => across)),
    highestSampling: Math.max(...components.map(({ down }) => down)),
  };
}

/** What a scan's header says (T.81, B.2.3). Null where it contradicts the frame. */
export function readScan(segment: Buffer, frame: JpegFrame): ScanComponent[] | null {
  const count = segment[0] ?? 0;
  if (count < 1 || count > 4 || segment.length < 4 + 2 * count) return null;
  const components: ScanComponent[] = [];
  for (let index = 0; index < count; index++) {
    const component = frame.components.find(({ id }) => id === segment[1 + 2 * index]);
    const tables = segment[2 + 2 * index] ?? 0;
    if (component === undefined) return null;
    components.push({ component, dcTable: tables >> 4, acTable: tables & 15 });
  }
  return components;
}
