import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** Where a window was when it was closed last. */
export const WindowState = z.object({
  /** Null: wherever the system puts a new window. */
  position: z.object({ x: z.int(), y: z.int() }).nullable(),
  width: z.int().min(400).max(20_000),
  height: z.int().min(300).max(20_000),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

const firstState: WindowState = { position: null, width: 1360, height: 880, isMaximized: false };

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The remembered state, without its place where no screen shows that any more. A missing or damaged file gives the first state. */
export function readWindowState(file: string, screens: readonly Area[]): WindowState {
  const state = parseState(file);
  const { position } = state;
  if (position === null || screens.some((screen) => isOn(screen, position))) return state;
  return { ...state, position: null };
}

/** Enough of the title bar is there to take hold of the window. */
function isOn(screen: Area, { x, y }: { readonly x: number; readonly y: number }): boolean {
  const isBeside = x < screen.x - 200 || x > screen.x + screen.width - 50;
  return !isBeside && y >= screen.y && y <= screen.y + screen.height - 50;
}

export function writeWindowState(file: string, state: WindowState): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}

function parseState(file: string): WindowState {
  try {
    const parsed = WindowState.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : firstState;
  } catch {
    // Absent at the first start; unreadable at worst costs the window's place.
    return firstState;
  }
}
