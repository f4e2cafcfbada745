import { listPixelFolders } from '../../../main/imaging/pixel-folders.ts';
import { prunePixelFolder } from '../../../main/imaging/prune-pixels.ts';

// A process to be killed: takes photographs out of a pixel cache again and again, another half of them each time, and says when it begins.
const [cacheFolder = ''] = process.argv.slice(2);
for (let bit = 3; bit >= 0; bit--) {
  for (const entry of await listPixelFolders(cacheFolder)) {
    process.stdout.write('.');
    // Of a hash's first digit every bit but one may be anything; what ends in 0 is always kept.
    await prunePixelFolder(entry, (hash) => hash.endsWith('0') || ((parseInt(hash[0] ?? '0', 16) >> bit) & 1) === 0);
  }
}
