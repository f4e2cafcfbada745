/** Why a window cannot be opened here at all; null: it can. */
export function whyNoWindow(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform, userId: number | undefined): string | null {
  if (platform !== 'linux') return null;
  const hasScreen = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
  if (!hasScreen) return 'This machine has no screen to open a window on';
  if (userId === 0) return 'Electron does not run as root';
  return null;
}
