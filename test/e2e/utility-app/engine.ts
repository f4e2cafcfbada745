import type { Handlers } from '../../../common/contract/define.ts';
import { engineProtocol } from '../../../common/contract/engine-protocol.ts';
import type { EngineProtocol } from '../../../common/contract/engine-protocol.ts';
import { Responder } from '../../../common/contract/responder.ts';
import { openParentChannel } from '../../../engine/process/parent-channel.ts';

// An engine that computes nothing: it says how it was started, and dies when it should predict.

const handlers = {
  'engine.describe': () => ({ kind: 'wasm', label: process.argv.slice(2).join(' '), version: '1', device: 'none' }),
  'engine.predict': () => {
    process.stderr.write('the last words\n');
    setTimeout(() => process.exit(3), 100);
    return new Promise(() => undefined);
  },
} as unknown as Handlers<EngineProtocol>;

openParentChannel((transport) => {
  new Responder(engineProtocol, handlers).serve(transport);
  transport.onClose(() => process.exit(0));
});
