import { describe, expect, it } from 'vitest';
import { Client } from '../../../../renderer/api/client.ts';
import { SplitForm } from '../../../../renderer/state/train-split-form.svelte.ts';
import { exampleSplit } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

function open(): { host: WindowHost; form: SplitForm } {
  const host = new WindowHost({ 'splits.create': () => exampleSplit({ id: 4 }) });
  return { host, form: new SplitForm(new Client(host.open)) };
}

describe('a new split', () => {
  it('is asked for in shares', async () => {
    const { host, form } = open();
    form.validation = '20';
    form.test = '12,5';
    form.seed = '7';
    expect((await form.submit(3))?.id).toBe(4);
    expect(host.calls.at(-1)?.input).toEqual({ datasetId: 3, seed: 7, validationShare: 0.2, testShare: 0.125 });
  });

  it('says in per cent what is wrong, and does not ask the host', async () => {
    const { host, form } = open();
    form.validation = '1';
    form.test = '60';
    form.seed = '1.5';
    expect(await form.submit(3)).toBeNull();
    expect(form.errors).toEqual({ validation: 'At least 2 %.', test: 'At most 45 %.', seed: 'A whole number, without a decimal point.' });
    expect(host.calls).toEqual([]);
  });

  it('tells roughly how many photographs each part gets', () => {
    const { form } = open();
    expect(form.plannedCounts(1000)).toEqual({ train: 700, validation: 150, test: 150 });
    form.test = '';
    expect(form.plannedCounts(1000)).toBeNull();
  });
});
