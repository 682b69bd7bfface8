import { systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { PlainAnswerer, plainRefusal } from '../../src/calls/plain-answerer.ts';

const forbidden = systemError('Forbidden', 'no');
const FORBIDDEN = '{"jsonrpc":"2.0","error":{"code":-32002,"message":"no"},"id":7}';

/** What an answerer answers. */
function answered(id: number | undefined, hasItems: boolean, act: (answerer: PlainAnswerer) => void): unknown[] {
  const answers: unknown[] = [];
  act(new PlainAnswerer(id, hasItems, (text) => answers.push(text)));
  return answers;
}

describe('PlainAnswerer', () => {
  it('writes results and errors', () => {
    expect([
      answered(7, false, (answerer) => answerer.onResult(undefined)),
      answered(7, false, (answerer) => answerer.onError(forbidden)),
    ]).toEqual([['{"jsonrpc":"2.0","result":null,"id":7}'], [FORBIDDEN]]);
  });

  it('writes items in the place of a result', () => {
    const answers = answered(7, true, (answerer) => {
      answerer.onItem(1);
      answerer.onItem({ a: 2 });
      answerer.onResult('done');
    });
    expect([answers, answered(7, true, (answerer) => answerer.onResult('done'))]).toEqual([
      ['{"jsonrpc":"2.0","result":[1,{"a":2}],"id":7}'],
      ['{"jsonrpc":"2.0","result":[],"id":7}'],
    ]);
  });

  it('says nothing of a notification, nor of a call whose caller is gone', () => {
    expect([
      answered(undefined, false, (answerer) => answerer.onResult(1)),
      answered(undefined, true, (answerer) => answerer.onResult(1)),
      answered(undefined, false, (answerer) => answerer.onError(forbidden)),
      answered(7, false, (answerer) => answerer.onAbort()),
    ]).toEqual([[undefined], [undefined], [undefined], [undefined]]);
  });

  it('answers nothing of a result that is no plain data: the call stays open', () => {
    const answers = answered(7, false, (answerer) => expect(() => answerer.onResult(new Map())).toThrow(TypeError));
    expect(answers).toEqual([]);
  });
});

describe('plainRefusal', () => {
  it('writes an error, but none to a notification', () => {
    expect([plainRefusal(7, forbidden), plainRefusal(undefined, forbidden)]).toEqual([FORBIDDEN, undefined]);
  });
});
