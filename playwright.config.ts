import { defineConfig } from '@playwright/test';
import type { DriverOptions } from './test/e2e/fixtures/nevus-test.ts';

/** Every spec runs twice: in Chromium against `nevus serve`, and in a real Electron window. One at a time: each starts engines of its own, and vitest runs beside them. */
export default defineConfig<DriverOptions>({
  testDir: 'test/e2e/specs',
  outputDir: 'test-results',
  globalSetup: './test/e2e/fixtures/build-app.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 360_000,
  expect: { timeout: 30_000 },
  use: { actionTimeout: 30_000 },
  projects: [
    { name: 'browser', use: { driverName: 'browser' }, testIgnore: '**/electron-*.spec.ts' },
    { name: 'electron', use: { driverName: 'electron' } },
  ],
});
