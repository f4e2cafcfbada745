import ChartLine from '@lucide/svelte/icons/chart-line';
import FolderInput from '@lucide/svelte/icons/folder-input';
import GitCompareArrows from '@lucide/svelte/icons/git-compare-arrows';
import Gauge from '@lucide/svelte/icons/gauge';
import House from '@lucide/svelte/icons/house';
import Images from '@lucide/svelte/icons/images';
import Repeat from '@lucide/svelte/icons/repeat';
import ScanSearch from '@lucide/svelte/icons/scan-search';
import Settings from '@lucide/svelte/icons/settings';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Stethoscope from '@lucide/svelte/icons/stethoscope';
import Waypoints from '@lucide/svelte/icons/waypoints';
import type { Component } from 'svelte';
import type { IconComponent } from '../components/ui/icon.ts';

/** A screen of the navigation, in its order. `id` is the first segment of its path; Home's is empty. */
export interface Screen {
  readonly id: string;
  readonly label: string;
  readonly icon: IconComponent;
  /** `end`: at the bottom, apart from the work. `within`: reached from another screen, and not in the navigation itself. */
  readonly place: 'work' | 'end' | 'within';
  /** Id of the screen that the navigation marks while it is shown. */
  readonly within?: string;
  /** Second key of its shortcut `g x`; null where it has none. */
  readonly key: string | null;
  readonly load: () => Promise<{ default: Component }>;
}

export const screens: readonly Screen[] = [
  { id: '', label: 'Home', icon: House, place: 'work', key: 'h', load: () => import('./home/HomePage.svelte') },
  { id: 'import', label: 'Import', icon: FolderInput, place: 'work', key: 'i', load: () => import('./import/ImportPage.svelte') },
  { id: 'browse', label: 'Browse', icon: Images, place: 'work', key: 'b', load: () => import('./browse/BrowsePage.svelte') },
  { id: 'train', label: 'Train', icon: SlidersHorizontal, place: 'work', key: 't', load: () => import('./train/TrainPage.svelte') },
  {
    id: 'reproduce',
    label: 'Published and measured',
    icon: Repeat,
    place: 'within',
    within: 'train',
    key: null,
    load: () => import('./reproduce/ReproducePage.svelte'),
  },
  { id: 'runs', label: 'Runs', icon: ChartLine, place: 'work', key: 'r', load: () => import('./run/RunsPage.svelte') },
  {
    id: 'searches',
    label: 'Search',
    icon: Waypoints,
    place: 'within',
    within: 'runs',
    key: null,
    load: () => import('./search/SearchesPage.svelte'),
  },
  { id: 'compare', label: 'Compare', icon: GitCompareArrows, place: 'work', key: 'c', load: () => import('./compare/ComparePage.svelte') },
  { id: 'evaluate', label: 'Evaluate', icon: Gauge, place: 'work', key: 'e', load: () => import('./evaluate/EvaluatePage.svelte') },
  { id: 'review', label: 'Review', icon: Stethoscope, place: 'work', key: 'v', load: () => import('./review/ReviewPage.svelte') },
  { id: 'predict', label: 'Predict', icon: ScanSearch, place: 'work', key: 'p', load: () => import('./predict/PredictPage.svelte') },
  { id: 'settings', label: 'Settings', icon: Settings, place: 'end', key: 's', load: () => import('./settings/SettingsPage.svelte') },
];
