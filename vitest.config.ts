import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/test/longest-first.ts';

const RENDERER_TESTS = ['test/unit/renderer/**/*.test.ts', 'test/component/**/*.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // TensorFlow uses every core by itself.
    maxWorkers: Math.max(1, Math.min(4, availableParallelism())),
    sequence: { sequencer: LongestFirst },
    // A machine may be half as fast, and windows are tested beside these.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['test/{unit,integration,migrations,parity}/**/*.test.ts'],
          exclude: RENDERER_TESTS,
        },
      },
      {
        extends: true,
        plugins: [svelte({ configFile: './svelte.config.js' })],
        // Svelte's other build renders on a server and has no reactivity.
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', environment: 'node', include: RENDERER_TESTS },
      },
    ],
  },
});
