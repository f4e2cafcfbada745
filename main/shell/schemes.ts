import { protocol } from 'electron';

/** Of the interface's files: an origin of its own, so that nothing else may read it, unlike `file://`. */
export const interfaceScheme = 'app';
export const interfaceOrigin = `${interfaceScheme}://nevus`;
/** Of photographs by id: `lesion://thumbnail/12`, `lesion://full/12`. */
export const imageScheme = 'lesion';

/** Must be called before Electron is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: interfaceScheme, privileges },
    // The viewer draws photographs on a canvas, which needs them with CORS.
    { scheme: imageScheme, privileges: { ...privileges, corsEnabled: true } },
  ]);
}
