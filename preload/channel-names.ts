/** Electron IPC channels between a window and the shell. */
export const frameChannel = 'nevus:frame';
export const openedChannel = 'nevus:opened';
