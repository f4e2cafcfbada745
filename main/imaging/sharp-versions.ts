import sharp from 'sharp';

/** For people: `sharp 0.35.5, libvips 8.18.0`. */
export function describeSharp(): string {
  const { sharp: version, vips } = sharp.versions;
  return `sharp ${version}, libvips ${vips}`;
}
