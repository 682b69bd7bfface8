import { bytes, type Schema } from '@trunkline/protocol';
import { Type } from 'typebox';
import { binaryPayload, jsonText } from './payloads.ts';
import type { CodecWorkload } from './workload.ts';

/** Params of a call and what they are checked by. */
export interface CodecParams {
  readonly schema: Schema;
  readonly value: unknown;
}

const RECORDS = Type.Object({
  type: Type.String(),
  items: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), isOpen: Type.Boolean(), level: Type.Integer() })),
  note: Type.String(),
});

/** A reading with two digits behind the point, as sensors have them. */
const sample = (_: unknown, index: number) => ((index * 7919) % 10_007) / 100;

/** The params of a workload. */
export function codecParams(params: CodecWorkload['params']): CodecParams {
  switch (params) {
    case 'small':
      return {
        schema: Type.Object({ room: Type.String(), text: Type.String(), isUrgent: Type.Boolean() }),
        value: { room: 'lobby', text: 'is anybody there?', isUrgent: false },
      };
    case 'object':
      return { schema: RECORDS, value: JSON.parse(jsonText(1024)) };
    case 'numbers':
      return { schema: Type.Object({ samples: Type.Array(Type.Number()) }), value: { samples: Array.from({ length: 1000 }, sample) } };
    case 'bytes':
      return { schema: Type.Object({ image: bytes() }), value: { image: Uint8Array.from(binaryPayload(16 * 1024)) } };
  }
}
