import { declaredError, systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { ServerCall } from '../../src/calls/server-call.ts';
import type { Peer } from '../../src/peer/peer.ts';
import { testScope } from '../support/served.ts';

function call() {
  const scope = testScope();
  return { scope, call: new ServerCall('quote', { traceparent: 'p', tracestate: 's' }, scope, undefined) };
}

describe('ServerCall', () => {
  it('keeps the context that it began with', () => {
    const { scope, call: first } = call();
    scope.context = { user: 'bob' };
    expect([first.context, first.peer, first.traceparent, first.tracestate, first.input]).toEqual([
      { user: 'ann' },
      undefined,
      'p',
      's',
      undefined,
    ]);
  });

  it('knows the peer of a session', () => {
    const scope = testScope();
    const peer: Peer<unknown> = {
      id: 'peer-1',
      context: {},
      principal: null,
      isConnected: true,
      log: scope.log,
      call: () => {
        throw new Error('nobody is there');
      },
      close: () => {},
    };
    scope.peer = peer;
    expect(new ServerCall('quote', {}, scope, undefined).peer).toBe(peer);
  });

  it('makes signal and log once, and not before they are asked for', () => {
    const { scope, call: first } = call();
    let children = 0;
    scope.log.child = (fields) => {
      children += 1;
      return { ...scope.log, child: () => scope.log, info: () => {}, ...fields };
    };
    const untouched = new ServerCall('quote', {}, scope, undefined);
    expect(children).toBe(0);
    expect(untouched.log).toBe(untouched.log);
    expect(untouched.signal).toBe(untouched.signal);
    expect([children, first.signal === untouched.signal]).toEqual([1, false]);
  });

  it('says its method with everything that it logs', () => {
    const { scope, call: first } = call();
    first.log.warn({ size: 1 }, 'small');
    expect(scope.log.lines).toEqual([['warn', { method: 'quote', size: 1 }, 'small']]);
  });

  it('aborts its signal, whether that was asked for before or not', () => {
    const cause = systemError('Cancelled');
    const { call: before } = call();
    const { call: behind } = call();
    const { signal } = before;
    expect(signal.aborted).toBe(false);
    for (const each of [before, behind]) ServerCall.abort(each, cause);
    expect([before, behind].map((each) => [each.signal.aborted, each.signal.reason])).toEqual([
      [true, cause],
      [true, cause],
    ]);
    expect(signal.aborted).toBe(true);
  });

  it('makes declared errors, also taken out of it', () => {
    const { error } = call().call;
    expect([error('Odd', 1), error('Even')]).toEqual([declaredError('Odd', 1), declaredError('Even', undefined)]);
  });
});
