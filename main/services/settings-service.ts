import type { Settings, SettingsChange } from '../../common/domain/system.ts';
import type { SettingsRepository } from '../database/repositories/settings-repository.ts';
import type { Tell } from './tell.ts';

export class SettingsService {
  readonly #settings: SettingsRepository;
  readonly #tell: Tell;

  constructor(settings: SettingsRepository, tell: Tell) {
    this.#settings = settings;
    this.#tell = tell;
  }

  read(): Settings {
    return this.#settings.read();
  }

  change(changes: SettingsChange): Settings {
    const settings = this.#settings.change(changes);
    this.#tell('settings.changed', { settings });
    return settings;
  }
}
