import type { EventPayload } from '../../common/contract/define.ts';
import type { EngineProtocol } from '../../common/contract/engine-protocol.ts';

type EventName = 'engine.logged' | 'engine.prepared' | 'engine.resumed' | 'engine.batchEnded' | 'engine.epochEnded';

interface Event<Name extends EventName> {
  readonly name: Name;
  readonly payload: EventPayload<EngineProtocol, Name>;
}

/** What training tells while it runs: events of the engine's protocol, one after the other. */
export type TrainingEvent = { [Name in EventName]: Event<Name> }[EventName];
