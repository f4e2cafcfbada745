import { findElectron } from '../../scripts/setup/stand-in-electron.ts';
import type { FoundElectron } from '../../scripts/setup/stand-in-electron.ts';

/** An Electron whose windows can open here, or the reason why there is none, for `test.skip`. */
export async function usableElectron(): Promise<{ electron: FoundElectron } | { reason: string }> {
  const electron = await findElectron();
  if (electron === null) return { reason: 'Electron is not installed: npx install-electron, or npm run setup -- --stand-in-electron' };
  const hasScreen = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  return hasScreen ? { electron } : { reason: 'there is no screen, and xvfb-run is not installed' };
}
