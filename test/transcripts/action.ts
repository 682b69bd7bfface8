import { z } from 'zod';

const method = z.string();
const params = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
/** In plain JSON-RPC whatever its caller chose. */
const id = z.union([z.number(), z.string(), z.null()]);
/** What a call is named in the exchange; callees know it by its id. */
const name = z.string();
const error = z.strictObject({ name: z.string(), message: z.string().optional(), data: z.unknown().optional() });

/** What the application above a session does: its calls, and its answers to calls. Both sides can. */
const applicationActions = [
  z.strictObject({
    do: z.literal('call'),
    name,
    method,
    params: params.optional(),
    /** Running it twice is harmless. */
    query: z.literal(true).optional(),
    /** The caller streams items to the callee. */
    input: z.literal(true).optional(),
    timeoutMs: z.number().optional(),
  }),
  z.strictObject({ do: z.literal('cancel'), name }),
  z.strictObject({ do: z.literal('sendInput'), name, item: z.unknown() }),
  z.strictObject({ do: z.literal('endInput'), name, error: error.optional() }),
  z.strictObject({ do: z.literal('takeItem'), name }),
  z.strictObject({ do: z.literal('respond'), id, result: z.unknown().optional() }),
  z.strictObject({ do: z.literal('fail'), id, error }),
  z.strictObject({ do: z.literal('sendItem'), id, item: z.unknown() }),
  z.strictObject({ do: z.literal('takeInput'), id }),
  z.strictObject({ do: z.literal('notify'), method, params: params.optional() }),
] as const;

/** What a client does in rooms; `room` is what the exchange calls it. */
const roomActions = [
  z.strictObject({
    do: z.literal('join'),
    room: z.string(),
    topic: z.string(),
    params: z.record(z.string(), z.unknown()),
    state: z.unknown().optional(),
  }),
  z.strictObject({ do: z.literal('leave'), room: z.string() }),
  z.strictObject({ do: z.literal('setState'), room: z.string(), state: z.unknown() }),
] as const;

/** What only a client does besides. */
const clientActions = [
  z.strictObject({ do: z.literal('request'), name, method, params: params.optional(), on: z.string().optional() }),
  z.strictObject({ do: z.literal('quit'), reason: z.string() }),
] as const;

/** What only a server does. */
const serverActions = [
  z.strictObject({
    do: z.literal('admit'),
    on: z.string().optional(),
    principal: z.string().nullable(),
    expiresInMs: z.number().optional(),
  }),
  z.strictObject({ do: z.literal('refuse'), on: z.string().optional(), error }),
  z.strictObject({ do: z.literal('answer'), on: z.string().optional(), id, result: z.unknown().optional(), error: error.optional() }),
  z.strictObject({ do: z.literal('shut'), on: z.string().optional(), code: z.number(), reason: z.string() }),
] as const;

/** The machine sleeps, and no timer rings until it wakes. */
const sleepActions = [z.strictObject({ do: z.literal('sleep') }), z.strictObject({ do: z.literal('wake') })] as const;

/** Reads what a line says behind `at` and `by`, when it has a `do`. */
export const readAction = z.discriminatedUnion('do', [
  ...applicationActions,
  ...roomActions,
  ...clientActions,
  ...serverActions,
  ...sleepActions,
]);
export const readApplicationAction = z.discriminatedUnion('do', applicationActions);

export type Action = z.infer<typeof readAction>;
export type ApplicationAction = z.infer<typeof readApplicationAction>;
export type RoomAction = z.infer<(typeof roomActions)[number]>;
export type ErrorText = z.infer<typeof error>;
