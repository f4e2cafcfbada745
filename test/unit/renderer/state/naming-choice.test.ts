import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { NamingRule } from '../../../../common/domain/naming.ts';
import { AppError } from '../../../../common/errors/app-error.ts';
import { Client } from '../../../../renderer/api/client.ts';
import { App } from '../../../../renderer/state/app.svelte.ts';
import { NamingChoice } from '../../../../renderer/state/naming-choice.svelte.ts';
import { stubBrowserGlobals } from '../helpers/browser-globals.ts';
import { exampleRun, settle } from '../helpers/examples.ts';
import { WindowHost } from '../helpers/window-host.ts';

beforeEach(() => stubBrowserGlobals());
afterEach(() => vi.unstubAllGlobals());

async function open(refusal?: AppError): Promise<{ host: WindowHost; app: App; choice: NamingChoice }> {
  const host: WindowHost = new WindowHost({
    'runs.list': () => ({ runs: [exampleRun()] }),
    'runs.nameBy': ({ naming }: { naming: NamingRule }) => {
      if (refusal !== undefined) throw refusal;
      const run = exampleRun({ naming });
      host.responder.broadcast('runs.changed', { run });
      return { run, evaluation: null, notes: naming === 'network' ? [] : ['Know this.'] };
    },
  });
  const app = new App(new Client(host.open));
  await app.runs.reload();
  await settle();
  return { host, app, choice: new NamingChoice(app, 1) };
}

const asked = (host: WindowHost): unknown[] => host.calls.filter(({ name }) => name === 'runs.nameBy').map(({ input }) => input);

it('changes the rule, tells what should be known, and undoes it by choosing the one before', async () => {
  const { host, app, choice } = await open();
  expect(choice.rule).toBe('network');
  await choice.choose('balanced');
  await settle();
  expect([choice.rule, choice.notes, choice.isChanging]).toEqual(['balanced', ['Know this.'], false]);
  app.toasts.items[0]!.action!.run();
  await settle();
  expect([choice.rule, choice.notes]).toEqual(['network', []]);
  expect(asked(host)).toEqual([
    { runId: 1, naming: 'balanced' },
    { runId: 1, naming: 'network' },
  ]);
});

it('asks nothing where the rule is chosen already, and shows why one was refused', async () => {
  const { host, app, choice } = await open(new AppError('conflict', 'It is being evaluated.'));
  await choice.choose('network');
  expect(asked(host)).toEqual([]);
  await choice.choose('probable');
  expect(choice.rule).toBe('network');
  expect(app.toasts.items.map(({ tone, message }) => [tone, message])).toEqual([['failure', 'It is being evaluated.']]);
});
