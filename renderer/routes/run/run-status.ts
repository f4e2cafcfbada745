import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import CircleX from '@lucide/svelte/icons/circle-x';
import Unplug from '@lucide/svelte/icons/unplug';
import type { Run } from '../../../common/domain/run.ts';
import type { StatusWords } from '../../components/ui/status-words.ts';

export const statusWords: Readonly<Record<Run['status'], StatusWords>> = {
  queued: { label: 'Queued', icon: CircleDashed, tone: 'plain' },
  running: { label: 'Training', icon: CirclePlay, tone: 'active' },
  paused: { label: 'Paused', icon: CirclePause, tone: 'plain' },
  succeeded: { label: 'Finished', icon: CircleCheck, tone: 'success' },
  failed: { label: 'Failed', icon: CircleX, tone: 'failure' },
  cancelled: { label: 'Stopped', icon: CircleStop, tone: 'plain' },
  interrupted: { label: 'Interrupted', icon: Unplug, tone: 'warning' },
};

/** What happened to a run that did not finish, what is safe, what to do; null where there is nothing to say. */
export function explainEnd(run: Run): { tone: 'failure' | 'warning'; title: string; message: string } | null {
  const kept =
    run.epochsDone === 0
      ? 'No epoch was finished.'
      : `The figures of ${run.epochsDone === 1 ? 'its first epoch' : `its first ${run.epochsDone} epochs`} are kept below.`;
  switch (run.status) {
    case 'failed':
      return { tone: 'failure', title: 'This training failed', message: run.error?.message ?? `The engine gave no reason. ${kept}` };
    case 'interrupted':
      return {
        tone: 'warning',
        title: 'This training was interrupted',
        message: `${run.error?.message ?? 'Nevus or the computer was stopped while it ran.'} ${kept} Resume ${run.trial === null ? 'it' : 'its search'}: it goes on from its last checkpoint, as if nothing had happened.`,
      };
    case 'cancelled':
      return {
        tone: 'warning',
        title: 'This training was stopped',
        message: run.error?.message ?? `It was stopped before its end. ${kept}`,
      };
    case 'queued':
    case 'running':
    case 'paused':
    case 'succeeded':
      return null;
  }
}

/** How long it trained, ms, without the pauses; until now where it still does. Null before it starts. */
export function trainedMs(run: Run, now: Date): number | null {
  if (run.startedAt === null) return null;
  const present = run.stretchStartedAt === null ? 0 : now.getTime() - new Date(run.stretchStartedAt).getTime();
  return run.trainedMs + Math.max(0, present);
}
