import { describe, expect, it } from 'vitest';
import type { ServerConnection } from '../../src/session/server-connection.ts';
import type { ServerSession } from '../../src/session/server-session.ts';
import { LinkedPair } from '../support/linked-pair.ts';
import { StrangeClient } from '../support/stranger.ts';

const kept = ({ table }: LinkedPair) => ({ size: table.size, detachedSize: table.detachedSize });

describe('ServerSession', () => {
  it('is known by its peer and by the digest of its token, never by the token', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello();
    const [session] = pair.sessions;
    expect(session).toMatchObject({ identity: { peer: 'peer-2', tokenDigest: 'digest of token-1' }, principal: 'ann', generation: 0 });
    expect(session?.connection).toBe(stranger.server);
    expect(stranger.server.session).toBe(session);
  });

  it('tells its owner of every connection, of their losses and of its end, once', () => {
    const pair = new LinkedPair();
    const first = new StrangeClient(pair).hello();
    first.closed(1006);
    expect(pair.sessions[0]?.connection).toBeUndefined();
    const second = new StrangeClient(pair).hello({ token: 'token-1', generation: 4, received: 0 });
    expect(pair.sessions[0]).toMatchObject({ generation: 4 });
    expect(pair.sessions[0]?.connection).toBe(second.server);
    second.closed(1000);
    second.closed(1006);
    pair.advance(60_000);
    expect(pair.log).toEqual(['attached', 'detached', 'attached', 'ended']);
  });

  it('belongs to whom its client logged in as last (§4.8)', () => {
    const pair = new LinkedPair();
    new StrangeClient(pair).hello();
    const [session] = pair.sessions;
    const principals = ['bob', null].map((principal) => {
      session?.changePrincipal(principal);
      return session?.principal;
    });
    expect(principals).toEqual(['bob', null]);
    expect(session?.identity).toEqual({ peer: 'peer-2', tokenDigest: 'digest of token-1' });
  });

  it('calls its client, and ends what was in flight as unknown when it ends, queries too', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello();
    const answered = pair.callClient('ask');
    const mutation = pair.callClient('show');
    const query = pair.callClient('state', { isQuery: true });
    stranger.say({ kind: 'response', id: 2, result: 'yes' });
    stranger.closed(1000);
    expect(answered.outcomes).toEqual([{ ok: true, value: 'yes' }]);
    expect(mutation.outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown', cause: { message: '' } } }]);
    expect(query.outcomes).toMatchObject([{ ok: false, error: { name: 'OutcomeUnknown' } }]);
  });

  it('fails a call that is made after its end, instead of letting it wait for ever', () => {
    const pair = new LinkedPair();
    new StrangeClient(pair).hello().closed(1000);
    expect(pair.callClient('ask').outcomes).toMatchObject([{ ok: false, error: { name: 'Closed' } }]);
  });

  it('keeps the handlers of its client and its own calls while it is detached', () => {
    const pair = new LinkedPair();
    new StrangeClient(pair).hello().say({ kind: 'request', id: 1, method: 'place', params: undefined }).closed(1006);
    pair.atServer[0]?.respond('done');
    const asked = pair.callClient('ask');
    expect(asked.outcomes).toEqual([]);
    const { link } = new StrangeClient(pair).hello({ token: 'token-1', generation: 1, received: 0 });
    expect(link.envelopes.slice(1)).toMatchObject([
      { kind: 'response', id: 1, result: 'done' },
      { kind: 'request', id: 2, method: 'ask' },
    ]);
  });

  it('sends nothing into a link that is gone', () => {
    const pair = new LinkedPair();
    const stranger = new StrangeClient(pair).hello().say({ kind: 'request', id: 1, method: 'place', params: undefined });
    stranger.closed(1006);
    pair.atServer[0]?.respond('done');
    pair.advance(1_000);
    expect(stranger.link.envelopes).toHaveLength(1);
  });

  it.each([
    { name: 'in the middle of the reply', failAt: 1 },
    { name: 'while it is sent again what it missed', failAt: 2 },
  ])('is detached when its new connection breaks $name', ({ failAt }) => {
    const pair = new LinkedPair();
    const first = new StrangeClient(pair).hello();
    pair.callClient('ask');
    first.closed(1006);
    const second = new StrangeClient(pair);
    second.link.onSend = () => {
      if (second.link.envelopes.length === failAt) second.closed(1006);
    };
    second.hello({ token: 'token-1', generation: 1, received: 0 });
    expect(kept(pair)).toEqual({ size: 1, detachedSize: 1 });
    pair.advance(60_000);
    expect(pair.table.size).toBe(0);
  });

  it.each([
    { code: 4503, told: 'ended', size: 0, detachedSize: 0 },
    { code: 4001, told: 'detached', size: 1, detachedSize: 1 },
  ])('tells once that its owner closed its connection with $code as it was told of it', ({ code, told, ...left }) => {
    const pair = new LinkedPair();
    const admission = pair.admission();
    const onAttached = (connection: ServerConnection) => connection.close(code, '', 0);
    const observe = (session: ServerSession) => ({ ...admission.observe(session), onAttached });
    pair.decide = (connection) => connection.admit({ ...admission, observe }, 0);
    const stranger = new StrangeClient(pair).hello();
    expect(pair.log).toEqual([told]);
    expect(kept(pair)).toEqual(left);
    expect(stranger.link.code).toBe(code);
  });

  it('does not ride on a connection that its owner closed before it could', () => {
    const pair = new LinkedPair();
    const admission = pair.admission();
    pair.decide = (connection) => {
      const observe = (session: ServerSession) => {
        connection.close(4503, '', 0);
        return admission.observe(session);
      };
      connection.admit({ ...admission, observe }, 0);
    };
    const stranger = new StrangeClient(pair).hello().say({ kind: 'request', id: 1, method: 'place', params: undefined });
    expect(stranger.server).toMatchObject({ isClosed: true, session: undefined });
    expect([pair.atServer, stranger.link.envelopes]).toEqual([[], []]);
    expect(kept(pair)).toEqual({ size: 1, detachedSize: 1 });
  });
});
