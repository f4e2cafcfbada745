import type { z } from 'zod';
import type { CallList, CallName, ParsedInput } from '../../common/contract/define.ts';
import { hostProtocol } from '../../common/contract/host-protocol.ts';
import type { HostProtocol } from '../../common/contract/host-protocol.ts';

/** The contract's own schema of what goes into a call: one truth about what a form may hold. */
export function inputOf<Name extends CallName<HostProtocol>>(name: Name): z.ZodType<ParsedInput<HostProtocol, Name>> {
  const calls: CallList = hostProtocol.calls;
  return calls.find((call) => call.name === name)?.input as z.ZodType<ParsedInput<HostProtocol, Name>>;
}
