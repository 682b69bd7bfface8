import { compiledChecks, contract, procedure } from '@trunkline/protocol';
import type { SourceEnd } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { CallOutput } from '../../src/calls/call-output.ts';
import type { Items } from '../../src/calls/handler-items.ts';
import { procedureEntry } from '../../src/calls/procedure-entry.ts';
import { ManualGate } from '../support/manual-gate.ts';
import { RecordedCall } from '../support/recorded-call.ts';
import { testScope } from '../support/served.ts';
import { settled } from '../support/session-pair.ts';
import { slowText } from '../support/slow-schema.ts';

const { texts } = contract({ procedures: { texts: procedure({ item: slowText }) } }).procedures;
const entry = procedureEntry(texts, () => {}, compiledChecks);

function output(items: Items) {
  const call = new RecordedCall();
  const gate = new ManualGate();
  const told: unknown[] = [];
  const made = new CallOutput(items, entry, call, testScope({ outflow: gate }), {
    onEnd: (end: SourceEnd) => told.push(end),
    onLateError: (error) => told.push({ late: error }),
  });
  return { call, gate, told, output: made };
}

async function* letters(log: unknown[]) {
  try {
    for (const letter of ['a', 'b', 'c']) {
      await undefined;
      log.push(letter);
      yield letter;
    }
    return 'end';
  } finally {
    log.push('tidied');
  }
}

describe('CallOutput', () => {
  it('sends items in the form that the contract says, and tells their end', async () => {
    const { call, told, output: items } = output(letters([]));
    items.run();
    await settled();
    await settled();
    expect([call.done, told]).toEqual([[{ item: 'a!' }, { item: 'b!' }, { item: 'c!' }], [{ value: 'end' }]]);
  });

  it('asks for nothing while the call is not writable, and for one thing at a time', async () => {
    const log: unknown[] = [];
    const { call, output: items } = output(letters(log));
    call.isWritable = false;
    items.run();
    await settled();
    expect(log).toEqual([]);
    call.isWritable = true;
    items.run();
    items.run();
    call.isWritable = false;
    await settled();
    expect([log, call.done]).toEqual([['a'], [{ item: 'a!' }]]);
  });

  it('waits for the link once, however often it is told to run', async () => {
    const log: unknown[] = [];
    const { gate, output: items } = output(letters(log));
    gate.isOpen = false;
    items.run();
    items.run();
    await settled();
    expect([gate.waiting, log, items.isWritable]).toEqual([1, [], false]);
    gate.open();
    await settled();
    expect(log).toEqual(['a', 'b', 'c', 'tidied']);
  });

  it('sends what was being made when the link became congested, and then waits', async () => {
    const log: unknown[] = [];
    const { gate, call, output: items } = output(letters(log));
    items.run();
    gate.isOpen = false;
    await settled();
    expect([log, call.done, gate.waiting]).toEqual([['a'], [{ item: 'a!' }], 1]);
  });

  it('tells what sending an item throws once the source has tidied up', async () => {
    const log: unknown[] = [];
    const { call, told, output: items } = output(letters(log));
    call.sendItem = () => {
      log.push('refused');
      throw new TypeError('no plain data');
    };
    items.run();
    await settled();
    expect([log, told]).toEqual([['a', 'refused', 'tidied'], [{ error: new TypeError('no plain data') }]]);
  });

  it('stops: the source tidies up, and no end is told', async () => {
    const log: unknown[] = [];
    const { call, told, output: items } = output(letters(log));
    items.run();
    await Promise.resolve();
    const stopped = items.stop();
    call.isWritable = false;
    await stopped;
    items.run();
    await settled();
    expect([log, told]).toEqual([['a', 'tidied'], []]);
  });

  it('tells what the source throws as it stops', async () => {
    const { told, output: items } = output(
      (async function* () {
        try {
          yield await Promise.resolve('a');
        } finally {
          await Promise.reject(new Error('cannot tidy'));
        }
      })(),
    );
    items.run();
    await settled();
    expect(told).toEqual([{ error: new Error('cannot tidy') }]);
    const {
      call,
      told: late,
      output: stopped,
    } = output(
      (async function* () {
        try {
          yield await Promise.resolve('a');
        } finally {
          await Promise.reject(new Error('cannot tidy'));
        }
      })(),
    );
    stopped.run();
    call.isWritable = false;
    await settled();
    await stopped.stop();
    expect(late).toEqual([{ late: new Error('cannot tidy') }]);
  });

  it('is held back by nothing where no link can be congested', async () => {
    const call = new RecordedCall();
    const items = new CallOutput(letters([]), entry, call, testScope(), { onEnd: () => {}, onLateError: () => {} });
    items.run();
    await settled();
    expect(call.done).toHaveLength(3);
  });
});
