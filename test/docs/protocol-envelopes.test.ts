import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, isCounted, jsonCodec, type Message } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { readTextFile } from '../support/files.ts';
import { tableRows } from './table-rows.ts';

const { text } = readTextFile('docs/protocol.md');

/** Every envelope that the document shows in both codecs. */
const examples = [...text.matchAll(/```json\n(?<json>[^`]+)\n```\n\n```hex\n(?<hex>[^`]+)\n```/g)].map(({ groups }) => {
  const { json = '', hex = '' } = groups ?? {};
  return { json, hex: hex.replaceAll(/\s/g, '') };
});

const kinds = tableRows(text, 'kind').map(([name = '', number, inJson, , , counted]) => ({
  name,
  number: Number(number),
  inJson,
  counted,
}));

/** The message that a codec makes of what the other one reads. */
function converted(message: Message, from: Codec, to: Codec): Message {
  const envelope = from.decode(message);
  if (envelope.kind === 'refused' || envelope.kind === 'unknown') throw new Error(`the example is ${envelope.kind}`);
  return to.encode(envelope);
}

/** Whether MessagePack envelopes with this number belong to the protocol; without members most of them are refused. */
function isKnownNumber(number: number): boolean {
  try {
    return msgpackCodec.decode(Uint8Array.of(0x91, number)).kind !== 'unknown';
  } catch {
    return true;
  }
}

/** What an object is in JSON-RPC, as the table calls it. */
function formOf({ method, id }: { readonly method?: string; readonly id?: number }): string {
  if (method === undefined) return 'response';
  if (method.startsWith('$/')) return method;
  return id === undefined ? 'notification' : 'request';
}

describe('the envelopes of docs/protocol.md', () => {
  it('stand in both codecs, always', () => {
    expect(examples).toHaveLength([...text.matchAll(/^```(json|hex)$/gm)].length / 2);
  });

  it.each(examples)('are the same in both codecs: $json', ({ json, hex }) => {
    expect(Buffer.from(converted(json, jsonCodec, msgpackCodec)).toString('hex')).toBe(hex);
    expect(JSON.parse(`${converted(Buffer.from(hex, 'hex'), msgpackCodec, jsonCodec)}`)).toEqual(JSON.parse(json));
  });

  it.each(kinds)('are of the kind that the table says: $name', ({ name, number, inJson, counted }) => {
    const ofKind = examples.filter(({ json }) => jsonCodec.decode(json).kind === name);
    expect(ofKind).not.toEqual([]);
    const shown = ofKind.map(({ json, hex }) => ({
      number: Buffer.from(hex, 'hex')[1],
      inJson: formOf(JSON.parse(json)),
      counted: isCounted(jsonCodec.decode(json)) ? 'yes' : 'no',
    }));
    expect(shown).toEqual(ofKind.map(() => ({ number, inJson, counted })));
  });

  it('are all that there are', () => {
    const numbers = Array.from({ length: 0x80 }, (_, number) => number);
    expect(kinds.map(({ number }) => number)).toEqual(numbers.filter(isKnownNumber));
  });
});
