import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/**
 * Builds the renderer into `out/renderer`. Everything is a file of its own (no inline scripts, styles or data URLs), so that the
 * strictest Content-Security-Policy holds; paths are relative, so that the same files serve `app://` and `nevus serve`.
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  publicDir: false,
  plugins: [svelte({ configFile: '../svelte.config.js' })],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    // The oldest window that must show it: Electron 22 has Chromium 108.
    target: 'chrome108',
    cssTarget: 'chrome108',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The icon keeps its name: `nevus serve` gives it to browsers that ask for a favicon.
    rolldownOptions: {
      output: { assetFileNames: ({ names }) => (names.includes('icon.svg') ? 'icon.svg' : 'assets/[name]-[hash][extname]') },
    },
  },
});
