import { createContext } from 'svelte';
import type { App } from './app.svelte.ts';

/** `useApp()` in any component gives the window's App; the root component provides it. */
export const [useApp, provideApp] = createContext<App>();
