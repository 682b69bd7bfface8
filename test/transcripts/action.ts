import { z } from 'zod';

const method = z.string();
const params = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const id = z.number().int();
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

/** What only a client does. */
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

/** The machine slept: no timer rang since the line before. */
const wake = z.strictObject({ do: z.literal('wake') });

/** Reads what a line says behind `at` and `by`, when it has a `do`. */
export const readApplicationAction = z.discriminatedUnion('do', applicationActions);
export const readAction = z.discriminatedUnion('do', [...applicationActions, ...clientActions, ...serverActions, wake]);

export type ErrorText = z.infer<typeof error>;
export type ApplicationAction = z.infer<typeof readApplicationAction>;
export type ClientAction = z.infer<(typeof clientActions)[number]>;
export type ServerAction = z.infer<(typeof serverActions)[number]>;
export type Action = z.infer<typeof readAction>;
