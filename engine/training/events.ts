import type { EventPayload } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';

type Event<Name extends 'engine.logged' | 'engine.prepared' | 'engine.batchEnded' | 'engine.epochEnded'> = {
  readonly name: Name;
  readonly payload: EventPayload<EngineProtocol, Name>;
};

/** What training tells while it runs: events of the engine's protocol, one after the other. */
export type TrainingEvent = Event<'engine.logged'> | Event<'engine.prepared'> | Event<'engine.batchEnded'> | Event<'engine.epochEnded'>;
