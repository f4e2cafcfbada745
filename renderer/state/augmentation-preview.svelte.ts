import type { CallInput } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';
import type { AugmentedPhotograph } from '../../common/contract/run-calls.ts';
import type { Client } from '../api/client.ts';
import { Resource } from './resource.svelte.ts';

/** What to show photographs of. */
type Wish = Pick<CallInput<HostProtocol, 'training.previewAugmentation'>, 'splitId' | 'options'>;

/** A photograph with an address that an image takes. */
export interface ShownPhotograph extends Omit<AugmentedPhotograph, 'pngBase64'> {
  readonly address: string;
}

/** Typing goes on so long after a change before the host is asked. */
const restMs = 400;

/** A few photographs as a training would show them to its network. */
export class AugmentationPreview {
  readonly photographs: Resource<readonly ShownPhotograph[]>;
  #wish: Wish | null = null;
  #seed = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isFirst = true;

  constructor(client: Client) {
    this.photographs = new Resource(async (signal) => {
      if (this.#wish === null) return [];
      const { photographs } = await client.call('training.previewAugmentation', { ...this.#wish, seed: this.#seed }, { signal });
      const shown = photographs.map(({ pngBase64, ...facts }) => ({ ...facts, address: addressOf(pngBase64) }));
      this.#forget();
      return shown;
    });
  }

  /** Shows photographs for these options, once they have rested. Returns the function that gives it up. */
  show(wish: Wish): () => void {
    this.#wish = wish;
    this.#timer = setTimeout(() => void this.photographs.load(), this.#isFirst ? 0 : restMs);
    this.#isFirst = false;
    return () => clearTimeout(this.#timer);
  }

  /** Other photographs, drawn anew. */
  async showOthers(): Promise<void> {
    this.#seed++;
    await this.photographs.load();
  }

  /** Frees the pictures' memory. */
  close(): void {
    clearTimeout(this.#timer);
    this.photographs.cancel();
    this.#forget();
  }

  #forget(): void {
    for (const { address } of this.photographs.value ?? []) URL.revokeObjectURL(address);
  }
}

function addressOf(pngBase64: string): string {
  const bytes = Uint8Array.from(atob(pngBase64), (letter) => letter.charCodeAt(0));
  return URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
}
