import { describe, expect, it } from 'vitest';
import { Client } from '../../../../renderer/api/client.ts';
import { SplitForm } from '../../../../renderer/state/train-split-form.svelte.ts';
import { exampleSplit } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

const dataset = { id: 3, hasLesionIds: true };

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
    expect((await form.submit(dataset))?.id).toBe(4);
    expect(host.calls.at(-1)?.input).toEqual({
      datasetId: 3,
      seed: 7,
      validationShare: 0.2,
      testShare: 0.125,
      grouping: 'lesion',
      parts: 'random',
    });
  });

  it('is by photograph where lesions are not known, and keeps the publisher’s test part on request', async () => {
    const { host, form } = open();
    form.usesPublisherParts = true;
    await form.submit({ id: 3, hasLesionIds: false });
    expect(host.calls.at(-1)?.input).toMatchObject({ datasetId: 3, grouping: 'photograph', parts: 'source' });
  });

  it('says in per cent what is wrong, and does not ask the host', async () => {
    const { host, form } = open();
    form.validation = '1';
    form.test = '60';
    form.seed = '1.5';
    expect(await form.submit(dataset)).toBeNull();
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
