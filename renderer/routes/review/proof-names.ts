/** HAM10000's `dx_type`: how a diagnosis was proven. */
export const proofNames: Readonly<Record<string, string>> = {
  histo: 'proven by histopathology',
  follow_up: 'proven by follow-up',
  consensus: 'by consensus of experts',
  confocal: 'proven by confocal microscopy',
};
