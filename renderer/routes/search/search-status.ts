import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import CirclePause from '@lucide/svelte/icons/circle-pause';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import CircleX from '@lucide/svelte/icons/circle-x';
import Scissors from '@lucide/svelte/icons/scissors';
import type { Search, TrialStatus } from '../../../common/domain/search.ts';
import type { StatusWords } from '../../components/ui/status-words.ts';
import { statusWords } from '../run/run-status.ts';

export const searchStatusWords: Readonly<Record<Search['status'], StatusWords>> = {
  ...statusWords,
  running: { label: 'Searching', icon: CirclePlay, tone: 'active' },
  pausing: { label: 'Pausing', icon: CirclePause, tone: 'active' },
  cancelling: { label: 'Stopping', icon: CircleStop, tone: 'active' },
};

export const trialStatusWords: Readonly<Record<TrialStatus, StatusWords>> = {
  running: { label: 'Training', icon: CirclePlay, tone: 'active' },
  waiting: { label: 'Waiting', icon: CircleDashed, tone: 'plain' },
  done: { label: 'Finished', icon: CircleCheck, tone: 'success' },
  pruned: { label: 'Pruned', icon: Scissors, tone: 'plain' },
  failed: { label: 'Failed', icon: CircleX, tone: 'failure' },
  cancelled: { label: 'Stopped', icon: CircleStop, tone: 'plain' },
};
