import type { Introduction } from '@trunkline/protocol/wire';
import { z } from 'zod';
import { type Action, readAction } from './action.ts';

export type Role = 'client' | 'server';

/** One line of an exchange, as docs/protocol.md describes it (Exchanges). */
export type Line = { readonly place: string; readonly at: number } & (
  | { readonly kind: 'open'; readonly on: string; readonly beside: boolean; readonly introduction: Introduction }
  | { readonly kind: 'send'; readonly by: Role; readonly on: string; readonly as: string | undefined; readonly message: MessageText }
  | { readonly kind: 'close'; readonly by: Role; readonly on: string; readonly as: string | undefined; readonly close: [number, string] }
  | { readonly kind: 'cut'; readonly on: string; readonly seenBy: readonly Role[] }
  | { readonly kind: 'arrive'; readonly as: string }
  | { readonly kind: 'do'; readonly by: Role; readonly on: string; readonly action: Action }
  | { readonly kind: 'see'; readonly by: Role; readonly seen: Readonly<Record<string, unknown>> }
);

/** A message: in JSON, or, where it is no envelope that could be converted, as it stands in each codec. */
export type MessageText = { readonly json: unknown } | { readonly raw: { readonly json: string; readonly msgpack?: string | undefined } };

export interface Transcript {
  readonly title: string;
  /** The roles whose machines can replay it. */
  readonly roles: readonly Role[];
  readonly limits: ExchangeLimits;
  /** Plain JSON-RPC, without a session; JSON is its only form. */
  readonly isPlain: boolean;
  readonly lines: readonly Line[];
  /** The time of the last line. */
  readonly endsAt: number;
}

const role = z.enum(['client', 'server']);

/** Limits of both sides in one exchange, where they are not those of all exchanges. */
const limits = z.strictObject({
  outboxEnvelopes: z.number().int().positive().optional(),
  incomingCalls: z.number().int().positive().optional(),
});

export type ExchangeLimits = z.infer<typeof limits>;

const header = z.strictObject({
  title: z.string(),
  /** Another exchange whose lines come first. */
  after: z.string().optional(),
  roles: z.array(role).min(1).optional(),
  limits: limits.optional(),
  plain: z.literal(true).optional(),
});

/** What a client says in its hello besides its limits and its session. */
const introduction = {
  auth: z.unknown().optional(),
  contract: z.string().optional(),
  client: z.strictObject({ name: z.string(), version: z.string() }).optional(),
};

const at = z.number().int().nonnegative();
const on = z.string().optional();
const name = z.string().optional();
const lines = {
  open: z.strictObject({ at, by: z.literal('client'), open: z.string(), beside: z.literal(true).optional(), ...introduction }),
  send: z.strictObject({ at, by: role, on, as: name, send: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]) }),
  raw: z.strictObject({ at, by: role, on, as: name, raw: z.strictObject({ json: z.string(), msgpack: z.string().optional() }) }),
  close: z.strictObject({ at, by: role, on, as: name, close: z.tuple([z.number(), z.string()]) }),
  cut: z.strictObject({ at, by: z.literal('network'), cut: z.string(), seenBy: role.optional() }),
  arrives: z.strictObject({ at, by: z.literal('network'), arrives: z.string() }),
  see: z.looseObject({ at, by: role, see: z.string() }),
};

/**
 * Reads an exchange; one that comes after another begins with the lines of that one.
 *
 * @throws {Error} naming the line that is not understood.
 */
export function readTranscript(file: string, textOf: (file: string) => string): Transcript {
  const [first = '', ...rest] = textOf(file).trimEnd().split('\n');
  const { title, after, plain, roles, limits = {} } = atPlace(`${file}:1`, () => header.parse(JSON.parse(first)));
  const before = after === undefined ? [] : readTranscript(after, textOf).lines;
  const all = [...before];
  let newest = before.findLast((line) => line.kind === 'open')?.on ?? '';
  for (const [index, text] of rest.entries()) {
    const place = `${file}:${index + 2}`;
    const line = atPlace(place, () => readLine(JSON.parse(text), newest, place));
    if (line.kind === 'open') newest = line.on;
    if (line.at < (all.at(-1)?.at ?? 0)) throw new Error(`${place}: time goes back`);
    if (line.kind === 'arrive' && !isUnderWay(line.as, all)) throw new Error(`${place}: nothing called ${line.as} is under way`);
    all.push(line);
  }
  return { title, roles: roles ?? ['client', 'server'], limits, isPlain: plain === true, lines: all, endsAt: all.at(-1)?.at ?? 0 };
}

function isUnderWay(name: string, lines: readonly Line[]): boolean {
  const isOf = (line: Line) => 'as' in line && line.as === name;
  return lines.findLast(isOf)?.kind.match(/send|close/) != null;
}

function atPlace<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${place}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Reads one line. What names no connection means the newest. */
function readLine(value: object, newest: string, place: string): Line {
  if ('open' in value) {
    const { at, open, beside = false, auth, client, contract } = lines.open.parse(value);
    const introduction = {
      ...(auth === undefined ? {} : { auth }),
      ...(client === undefined ? {} : { client }),
      ...(contract === undefined ? {} : { contract }),
    };
    return { kind: 'open', place, at, on: open, beside, introduction };
  }
  if ('send' in value) {
    const { at, by, on = newest, as, send } = lines.send.parse(value);
    return { kind: 'send', place, at, by, on, as, message: { json: send } };
  }
  if ('raw' in value) {
    const { at, by, on = newest, as, raw } = lines.raw.parse(value);
    return { kind: 'send', place, at, by, on, as, message: { raw } };
  }
  if ('close' in value) {
    const { at, by, on = newest, as, close } = lines.close.parse(value);
    return { kind: 'close', place, at, by, on, as, close };
  }
  if ('cut' in value) {
    const { at, cut, seenBy } = lines.cut.parse(value);
    return { kind: 'cut', place, at, on: cut, seenBy: seenBy === undefined ? ['client', 'server'] : [seenBy] };
  }
  if ('arrives' in value) {
    const { at, arrives } = lines.arrives.parse(value);
    return { kind: 'arrive', place, at, as: arrives };
  }
  if ('see' in value) {
    const { at, by, ...seen } = lines.see.parse(value);
    return { kind: 'see', place, at, by, seen };
  }
  const { at, by, ...action } = z.looseObject({ at: z.number().int().nonnegative(), by: role }).parse(value);
  const { on = newest } = z.looseObject({ on: z.string().optional() }).parse(action);
  return { kind: 'do', place, at, by, on, action: readAction.parse(action) };
}
