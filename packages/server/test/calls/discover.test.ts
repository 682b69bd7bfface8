import { compiledChecks, contract, procedure } from '@trunkline/protocol';
import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { discoverEntry } from '../../src/calls/discover.ts';
import { openRpcOf } from '../../src/calls/open-rpc.ts';
import { served } from '../support/served.ts';

const market = contract({ procedures: { quote: procedure({}) } });

describe('discoverEntry', () => {
  it('answers sessions as well', () => {
    const { pair } = served(market);
    const { outcomes } = pair.call('rpc.discover');
    pair.pump();
    expect(outcomes).toEqual([{ ok: true, value: openRpcOf(market) }]);
  });

  it('takes no params', () => {
    const { pair } = served(market);
    const { outcomes } = pair.call('rpc.discover', { a: 1 });
    pair.pump();
    expect(outcomes).toMatchObject([{ ok: false, error: { name: 'InvalidParams' } }]);
  });

  it('makes the document once, of plain data', () => {
    const { pair, scope } = served(market);
    expect([pair.sessions.length, scope.log.lines]).toEqual([1, []]);
    const { handler, name } = discoverEntry(market, compiledChecks);
    const call = (): unknown => Reflect.apply(handler, undefined, []);
    const [first, second] = [call(), call()];
    expect(name).toBe('rpc.discover');
    expect(second).toBe(first);
    expect(() => jsonCodec.encodeValue(call())).not.toThrow();
  });
});
