import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram } from '../setup/run-program.ts';
import { summarizePlaywright } from './playwright-summary.ts';
import { addSummaries, isTestSummary } from './summary.ts';
import type { TestSummary } from './summary.ts';
import { SUMMARY_PATH_VARIABLE } from './vitest-reporter.ts';
import { writeAfter } from './write-after.ts';

/** TensorFlow writes these while it is loaded, before any setting of its log level is heard. */
const CHATTER = /^(WARNING: All log messages before absl::InitializeLog|[IW]0000 |To enable the following instructions: AVX)/;

/** `shownAfter`: what it prints is held back until then; null: it has this process's output to itself. */
function runVisibly(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  shownAfter: Promise<unknown> | null,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const stdout = shownAfter === null ? 'inherit' : 'pipe';
    const child = spawn(command, args, { stdio: ['ignore', stdout, 'pipe'], env: { ...process.env, ...env } });
    const write = writeAfter(shownAfter ?? Promise.resolve());
    child.stdout?.on('data', (chunk: Buffer) => write(process.stdout, chunk));
    child.on('error', reject);
    child.on('close', (code) => void Promise.allSettled([shownAfter]).then(() => resolve(code ?? 1)));
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (!CHATTER.test(line)) write(process.stderr, `${line}\n`);
    });
  });
}

async function readReport(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => 'null');
  return JSON.parse(text);
}

/** A runner that fails without a failed test (it crashed, or a worker did) has failed all the same. */
function withExitCode(summary: TestSummary, code: number, runner: string): TestSummary {
  if (code === 0 || summary.failed > 0) return summary;
  process.stdout.write(`${runner} ended with exit code ${code.toString()}, though no test failed.\n`);
  return { ...summary, failed: 1 };
}

export async function runVitest(paths: readonly string[], name: string | null, folder: string): Promise<TestSummary> {
  const summaryPath = join(folder, 'vitest.json');
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...paths, ...(name === null ? [] : ['-t', name])];
  const reporters = ['--reporter=minimal', '--reporter=./scripts/test/vitest-reporter.ts', '--silent=passed-only'];
  const code = await runVisibly(process.execPath, [...args, ...reporters], { [SUMMARY_PATH_VARIABLE]: summaryPath }, null);
  const report = await readReport(summaryPath);
  const summary: TestSummary = isTestSummary(report) ? report : { passed: 0, failed: 0, skipped: [] };
  return withExitCode(summary, code, 'vitest');
}

/** Real windows need a screen; a virtual one serves where there is none. */
async function virtualScreen(): Promise<readonly string[]> {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return [];
  const { code } = await runProgram('xvfb-run', ['--help']);
  return code === 0 ? ['xvfb-run', '--auto-servernum', '--server-args=-screen 0 1600x1200x24'] : [];
}

/** `shownAfter`: the end of the runner beside which it runs. */
export async function runPlaywright(
  paths: readonly string[],
  name: string | null,
  folder: string,
  shownAfter: Promise<unknown> | null,
): Promise<TestSummary | null> {
  if (!existsSync('playwright.config.ts')) return null;
  const reportPath = join(folder, 'playwright.json');
  const args = ['node_modules/@playwright/test/cli.js', 'test', ...paths, ...(name === null ? [] : ['-g', name]), '--reporter=dot,json'];
  const [command = process.execPath, ...rest] = [...(await virtualScreen()), process.execPath, ...args];
  const code = await runVisibly(command, rest, { PLAYWRIGHT_JSON_OUTPUT_FILE: reportPath }, shownAfter);
  const report = await readReport(reportPath);
  const summary = addSummaries(report === null ? [] : summarizePlaywright(report));
  return withExitCode(summary, code, 'Playwright');
}
