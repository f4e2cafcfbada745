import { parseArgs } from 'node:util';
import { engineProtocol } from '../../common/contract/engine-protocol.ts';
import { Responder } from '../../common/contract/responder.ts';
import { TrainingOptions } from '../../common/domain/training-config.ts';
import { showOnlyDevice } from '../backends/cuda-devices.ts';
import { createEngineHandlers } from './handlers.ts';
import { openParentChannel } from './parent-channel.ts';

// Started by the host as `engine/process/main.ts --engine auto|tensorflow|webgpu|wasm [--device <id of an NVIDIA GPU>]`; ends with the channel to it.

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

process.on('uncaughtException', (error) => fail(`The engine stopped on an unexpected error: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) => fail(`The engine stopped on an unexpected error: ${String(reason)}`));

const { values } = parseArgs({ options: { engine: { type: 'string', default: 'auto' }, device: { type: 'string' } } });
const choice = TrainingOptions.shape.engine.safeParse(values.engine);
if (!choice.success) fail(`There is no engine named ${values.engine}. Choose auto, tensorflow, webgpu or wasm.`);

if (values.device !== undefined) showOnlyDevice(values.device);

/** Long enough for the answer of the call that met the loss to leave this process. */
const farewellMs = 500;
const handlers = createEngineHandlers(choice.data, ({ message }) => {
  process.stderr.write(`${message}\n`);
  setTimeout(() => process.exit(1), farewellMs);
});
const responder = new Responder(engineProtocol, handlers);
const isConnected = openParentChannel((transport) => {
  responder.serve(transport);
  transport.onClose(() => process.exit(0));
});
if (!isConnected) fail('The engine is started by Nevus itself, not by hand: nobody is there to talk to.');
