// Run by tests (helpers/host-child.ts) in a process of its own, which they kill: `host-child.ts <workspace> <sample> hold|import|train|search|resume`.
// Tells on stdout, a JSON document a line, what it has reached.
import { Caller } from '../../../common/contract/caller.ts';
import { hostProtocol } from '../../../common/contract/host-protocol.ts';
import { memoryTransportPair } from '../../../common/contract/memory-transport.ts';
import { forkEngine } from '../../../main/engine-host/fork-engine.ts';
import { createHost } from '../../../main/host/create-host.ts';
import { searchConfig } from '../../helpers/search-config.ts';
import { trainingConfig } from '../../helpers/training-config.ts';

const [workspace = '', sample = '', task] = process.argv.slice(2);

function say(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

const host = await createHost({
  workspace,
  folderChoice: 'path',
  goesOnWithQueue: false,
  launchEngine: (choice, deviceId) => {
    const engine = forkEngine(choice, deviceId);
    say({ engine: engine.processId });
    return engine;
  },
});
const [ours, theirs] = memoryTransportPair();
host.connect(theirs);
const caller = new Caller(hostProtocol, ours);
say({ open: true });
// Until it is killed.
setInterval(() => undefined, 60_000);

if (task === 'import') {
  caller.on('datasets.changed', ({ datasetId }) => {
    void caller.call('datasets.get', { datasetId }).then(({ photographCount }) => {
      if (photographCount > 0) say({ photographCount });
    });
  });
  const { folderId } = await caller.call('folders.open', { path: sample });
  await caller.call('imports.start', { folderId });
}

if (task === 'resume') {
  caller.on('runs.batchEnded', ({ epoch }) => say({ batch: epoch }));
  caller.on('jobs.changed', ({ job }) => {
    if (job.status === 'succeeded') say({ succeeded: job.id });
  });
  await caller.call('jobs.resume', { jobId: (await caller.call('jobs.list', {})).jobs.find(({ kind }) => kind === 'train')?.id ?? 0 });
}

if (task === 'train') {
  caller.on('runs.epochEnded', ({ epoch }) => say({ epoch: epoch.record.epoch }));
  const [split] = (await caller.call('splits.list', {})).splits;
  const config = await trainingConfig(caller, split?.id ?? 0, 900);
  await caller.call('runs.start', config);
  // A second one waits behind it.
  await caller.call('runs.start', config);
}

if (task === 'search') {
  caller.on('runs.batchEnded', ({ runId }) => say({ run: runId, [`trial${runId}`]: runId }));
  const [split] = (await caller.call('splits.list', {})).splits;
  await caller.call('searches.start', searchConfig(split?.id ?? 0));
}
