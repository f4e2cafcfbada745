import type { EventName, EventPayload } from '../../common/contract/define.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';

/** Tells an event to everybody who is connected. */
export type Tell = <Name extends EventName<HostProtocol>>(name: Name, payload: EventPayload<HostProtocol, Name>) => void;
