import type { z } from 'zod';

/** A call of the contract: the name `domain.verb`, and the schemas of what goes in and comes out. */
export interface CallDefinition<Name extends string, Input extends z.ZodType, Output extends z.ZodType> {
  readonly name: Name;
  readonly input: Input;
  readonly output: Output;
}

export function defineCall<Name extends string, Input extends z.ZodType, Output extends z.ZodType>(
  name: Name,
  schemas: { input: Input; output: Output },
): CallDefinition<Name, Input, Output> {
  return { name, ...schemas };
}

/** An event of the contract: the name `domain.pastTense` and the schema of its payload. */
export interface EventDefinition<Name extends string, Payload extends z.ZodType> {
  readonly name: Name;
  readonly payload: Payload;
}

export function defineEvent<Name extends string, Payload extends z.ZodType>(name: Name, payload: Payload): EventDefinition<Name, Payload> {
  return { name, payload };
}

export type CallList = readonly CallDefinition<string, z.ZodType, z.ZodType>[];
export type EventList = readonly EventDefinition<string, z.ZodType>[];

/** A set of calls and events that one process offers another. */
export interface Protocol {
  readonly calls: CallList;
  readonly events: EventList;
}

export type CallName<P extends Protocol> = P['calls'][number]['name'];
export type CallOf<P extends Protocol, Name extends CallName<P>> = Extract<P['calls'][number], { name: Name }>;
/** What a caller passes (defaults may be left out). */
export type CallInput<P extends Protocol, Name extends CallName<P>> = z.input<CallOf<P, Name>['input']>;
/** What a handler receives: parsed, defaults filled in. */
export type ParsedInput<P extends Protocol, Name extends CallName<P>> = z.output<CallOf<P, Name>['input']>;
export type CallOutput<P extends Protocol, Name extends CallName<P>> = z.output<CallOf<P, Name>['output']>;

export type EventName<P extends Protocol> = P['events'][number]['name'];
export type EventPayload<P extends Protocol, Name extends EventName<P>> = z.output<Extract<P['events'][number], { name: Name }>['payload']>;

/** What a handler gets besides its input: a signal that aborts when the caller cancels or goes away, and a way to tell events to this caller only. */
export interface CallContext<P extends Protocol> {
  readonly signal: AbortSignal;
  emit<Name extends EventName<P>>(name: Name, payload: EventPayload<P, Name>): void;
}

/** One handler per call: a missing or misnamed one does not compile. */
export type Handlers<P extends Protocol> = {
  readonly [Name in CallName<P>]: (
    input: ParsedInput<P, Name>,
    context: CallContext<P>,
  ) => CallOutput<P, Name> | Promise<CallOutput<P, Name>>;
};
