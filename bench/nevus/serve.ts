import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { MARK } from '../contestant.ts';
import type { Figure } from '../jobs.ts';

/** One way to do the job: `warmUp` once, then `round` as often as it is asked for; gives the photographs that it dealt with. */
export interface Variant {
  readonly warmUp: () => Promise<unknown>;
  readonly round: () => Promise<number>;
}

function say(message: object): void {
  process.stdout.write(`${MARK}${JSON.stringify(message)}\n`);
}

async function measure(work: () => Promise<number>): Promise<Figure> {
  const before = process.cpuUsage();
  const started = performance.now();
  const items = await work();
  const seconds = (performance.now() - started) / 1e3;
  const { user, system } = process.cpuUsage(before);
  return { items, seconds, processorSeconds: (user + system) / 1e6 };
}

/** This program's own peak: what the system counts as its resource usage includes its parent's memory at the fork. */
function peakMegabytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024; // Not Linux.
  }
}

/** Does what `bench/contestant.ts` asks for, until it asks for the end. */
export async function serve(weightCount: number, variants: Readonly<Record<string, Variant>>): Promise<void> {
  for (const { warmUp } of Object.values(variants)) await warmUp();
  say({ weightCount });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== 'round') break;
    const figures: Record<string, Figure> = {};
    for (const [name, { round }] of Object.entries(variants)) figures[name] = await measure(round);
    say({ figures });
  }
  say({ megabytes: peakMegabytes() });
}
