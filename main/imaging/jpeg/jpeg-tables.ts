/** The tables and the frame that a JPEG's segments declare, as far as walking its compressed data needs them (ITU-T T.81, annex B). */
export interface JpegTables {
  /** Values of a quantisation table's first entry, by its number: what a DC coefficient is multiplied with. */
  readonly dcSteps: (number | undefined)[];
  /** Huffman tables by number, 0 to 3. */
  readonly dc: (HuffmanTable | undefined)[];
  readonly ac: (HuffmanTable | undefined)[];
  /** Macroblocks from one restart marker to the next; 0: there are none. */
  restartInterval: number;
}

/**
 * What the next 16 bits begin with, for each of their 65,536 values: the code's length in bits, shifted left by 8, and its symbol. 0: no code begins so.
 */
export type HuffmanTable = Uint16Array;

/** Tables of a segment were seen before nearly always: encoders that do not optimise them share those of the standard. */
const known = new Map<string, HuffmanTable>();
const mostKnown = 64;

export function addQuantisationTables(segment: Buffer, tables: JpegTables): boolean {
  for (let position = 0; position < segment.length;) {
    const head = segment[position] ?? 0;
    const entryBytes = head >> 4 === 0 ? 1 : 2;
    if (position + 1 + 64 * entryBytes > segment.length) return false;
    tables.dcSteps[head & 15] = segment.readUIntBE(position + 1, entryBytes);
    position += 1 + 64 * entryBytes;
  }
  return true;
}

export function addHuffmanTables(segment: Buffer, tables: JpegTables): boolean {
  for (let position = 0; position < segment.length;) {
    const head = segment[position] ?? 0;
    let symbolCount = 0;
    for (let length = 1; length <= 16; length++) symbolCount += segment[position + length] ?? 0;
    const end = position + 17 + symbolCount;
    const table = end > segment.length ? null : recallTable(segment.subarray(position + 1, end));
    if (table === null) return false;
    (head >> 4 === 0 ? tables.dc : tables.ac)[head & 15] = table;
    position = end;
  }
  return true;
}

/** @param definition counts of codes of 1 to 16 bits, then the symbols */
function recallTable(definition: Buffer): HuffmanTable | null {
  const key = definition.toString('latin1');
  const before = known.get(key);
  if (before !== undefined) return before;
  const table = makeTable(definition);
  if (table === null) return null;
  if (known.size >= mostKnown) known.clear();
  known.set(key, table);
  return table;
}

/** Null where there are more codes than bits can tell apart. */
function makeTable(definition: Buffer): HuffmanTable | null {
  const table = new Uint16Array(65_536);
  let code = 0;
  let symbol = 16;
  for (let length = 1; length <= 16; length++) {
    for (let count = definition[length - 1] ?? 0; count > 0; count--) {
      const first = code << (16 - length);
      const end = first + (1 << (16 - length));
      if (end > 65_536) return null;
      table.fill((length << 8) | (definition[symbol] ?? 0), first, end);
      symbol++;
      code++;
    }
    code <<= 1;
  }
  return table;
}
