import type { Case, Side } from './case.ts';
import { clientHandshake } from './sections/client-handshake.ts';
import { closeFrames } from './sections/close-frames.ts';
import { closingHandshake } from './sections/closing-handshake.ts';
import { control } from './sections/control.ts';
import { deflateFrames } from './sections/deflate-frames.ts';
import { deflateMatrix } from './sections/deflate-matrix.ts';
import { deflateNegotiation } from './sections/deflate-negotiation.ts';
import { deflateWindows } from './sections/deflate-windows.ts';
import { deflating } from './sections/deflating.ts';
import { fragmentOrders } from './sections/fragment-orders.ts';
import { fragmentation } from './sections/fragmentation.ts';
import { framing } from './sections/framing.ts';
import { inflating } from './sections/inflating.ts';
import { inflatingFaults } from './sections/inflating-faults.ts';
import { limits } from './sections/limits.ts';
import { masking } from './sections/masking.ts';
import { reserved } from './sections/reserved.ts';
import { serverHandshake } from './sections/server-handshake.ts';
import { tcpEndings } from './sections/tcp-endings.ts';
import { utf8 } from './sections/utf8.ts';
import { volume } from './sections/volume.ts';

/** Every case, in the order of the RFCs. */
const CASES: readonly Case[] = [
  ...clientHandshake,
  ...serverHandshake,
  ...masking,
  ...framing,
  ...reserved,
  ...fragmentation,
  ...fragmentOrders,
  ...volume,
  ...control,
  ...closeFrames,
  ...closingHandshake,
  ...tcpEndings,
  ...utf8,
  ...limits,
  ...deflateNegotiation,
  ...deflateMatrix,
  ...inflating,
  ...inflatingFaults,
  ...deflating,
  ...deflateFrames,
  ...deflateWindows,
];

/** A case on one of the sides for which it is meant. */
export interface Run {
  readonly given: Case;
  readonly side: Side;
}

/** What a run is known by. */
export interface CaseName {
  readonly side: Side;
  readonly section: string;
  readonly case: string;
}

/** Every run there is. @throws {Error} when two cannot be told apart by name. */
export function everyRun(): Run[] {
  const runs = CASES.flatMap((given) => given.sides.map((side) => ({ given, side })));
  const seen = new Set<string>();
  for (const run of runs) {
    const key = keyOf(nameOf(run));
    if (seen.has(key)) throw new Error(`two cases have the name ${key}`);
    seen.add(key);
  }
  return runs;
}

export function nameOf({ given, side }: Run): CaseName {
  return { side, section: given.section, case: given.name };
}

/** One line of text for a name. */
export function keyOf({ side, section, case: name }: CaseName): string {
  return `${side} · ${section} · ${name}`;
}
