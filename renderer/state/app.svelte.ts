import type { Client } from '../api/client.ts';
import { Shortcuts } from '../keyboard/shortcuts.svelte.ts';
import { Connection } from './connection.svelte.ts';
import { DatasetsState } from './datasets.svelte.ts';
import { JobsState } from './jobs.svelte.ts';
import { Router } from './router.svelte.ts';
import { RunsState } from './runs.svelte.ts';
import { SearchesState } from './searches.svelte.ts';
import { SettingsState } from './settings.svelte.ts';
import { SystemState } from './system.svelte.ts';
import { ThemeState } from './theme.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

/** What every screen shares. One per window; screens get it with `useApp()`. */
export class App {
  readonly client: Client;
  readonly connection: Connection;
  readonly router = new Router();
  readonly theme = new ThemeState();
  readonly toasts = new Toasts();
  readonly settings: SettingsState;
  readonly jobs: JobsState;
  readonly datasets: DatasetsState;
  readonly runs: RunsState;
  readonly searches: SearchesState;
  readonly system: SystemState;
  readonly shortcuts: Shortcuts;

  constructor(client: Client) {
    this.client = client;
    this.connection = new Connection(client);
    this.settings = new SettingsState(client, this.connection, this.toasts);
    this.jobs = new JobsState(client, this.connection, this.toasts);
    this.datasets = new DatasetsState(client, this.connection);
    this.searches = new SearchesState(client, this.connection);
    this.runs = new RunsState(client, this.connection, this.searches);
    this.system = new SystemState(client, this.connection);
    this.shortcuts = new Shortcuts(() => this.settings.value.hasSingleKeyShortcuts);
  }
}
