import { compiledChecks, RpcError, type Schema, valueValidator } from '@trunkline/protocol';
import { systemError } from '@trunkline/protocol/wire';
import Type from 'typebox';
import { describe, expect, it } from 'vitest';
import { CallInput } from '../../src/calls/call-input.ts';
import { RecordedCall } from '../support/recorded-call.ts';
import { settled } from '../support/session-pair.ts';
import { slowText } from '../support/slow-schema.ts';

/** An input, and a reader of it who writes down what he gets. */
function input(schema: Schema) {
  const call = new RecordedCall();
  const read: unknown[] = [];
  const input = new CallInput(valueValidator(schema, compiledChecks), call);
  const reading = async () => {
    try {
      for await (const item of input.items) read.push(item);
      read.push('end');
    } catch (error) {
      read.push(error);
    }
  };
  return { call, read, input, reading };
}

describe('CallInput', () => {
  it('tells the call of each item that its reader takes, not of those that wait', async () => {
    const { call, input: items, reading, read } = input(Type.Number());
    items.receive(1);
    items.receive(2);
    expect(call.done).toEqual([]);
    const done = reading();
    items.end(undefined);
    await done;
    expect([read, call.done]).toEqual([
      [1, 2, 'end'],
      ['consumed', 'consumed'],
    ]);
  });

  it('decodes items and fills in defaults', async () => {
    const When = Type.Codec(Type.String())
      .Decode((text) => new Date(text))
      .Encode((date) => date.toISOString());
    const { input: items, reading, read } = input(Type.Object({ when: When, size: Type.Number({ default: 1 }) }));
    items.receive({ when: '2026-01-01' });
    items.end(undefined);
    await reading();
    expect(read).toEqual([{ when: new Date('2026-01-01'), size: 1 }, 'end']);
  });

  it.each([
    ['Number', Type.Number(), 'x', 'must be number'],
    ['a slow text', slowText, 'bad', 'is bad'],
  ])('ends with the issues of an item that is no %s; what follows is dropped', async (_, schema, bad, message) => {
    const { call, input: items, reading, read } = input(schema);
    items.receive(bad);
    items.receive(bad);
    items.end(undefined);
    await reading();
    const error = new RpcError('InvalidParams', -32602, 'an item of the input is not what the contract says', {
      issues: [{ path: '', message }],
    });
    expect([read, call.done]).toStrictEqual([[error], []]);
  });

  it('keeps the order of items that take their time, and of what ends them', async () => {
    const { input: items, reading, read } = input(slowText);
    for (const text of ['a long text', 'b', 'longer']) items.receive(text);
    items.end(systemError('Unavailable'));
    await reading();
    expect(read).toEqual(['a long text!', 'b!', 'longer!', systemError('Unavailable')]);
  });

  it.each([
    [
      'at once',
      Type.Refine(Type.String(), () => {
        throw new Error('the schema is broken');
      }),
    ],
    ['later', slowText],
  ])('hands over what a schema throws %s', async (_, schema) => {
    const { input: items, reading, read } = input(schema);
    items.receive('broken');
    // A failed check must not count as one that nobody looks after.
    await settled();
    await reading();
    expect(read).toEqual([new Error('the schema is broken')]);
  });

  it('knows what the producer failed by', () => {
    const { input: items } = input(Type.Number());
    const error = systemError('Unavailable');
    expect(items.producerError).toBeUndefined();
    items.end(error);
    expect(items.producerError).toBe(error);
  });

  it('gives its reader the cause of an abort at once, whatever waits', async () => {
    const { input: items, reading, read, call } = input(Type.Number());
    items.receive(1);
    items.abort(systemError('Cancelled'));
    await reading();
    expect([read, call.done]).toEqual([[systemError('Cancelled')], []]);
  });
});
