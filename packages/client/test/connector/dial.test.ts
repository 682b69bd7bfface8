import { type Attempt, ClientConnection, type ConnectionEnd, jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Dial } from '../../src/connector/dial.ts';
import { VirtualPlatform } from '../support/virtual-platform.ts';

const nothing = () => {};
const asked: Attempt = { session: 'resume', auth: 'ask' };

/** A dial, and all that it tells. */
function dialing({ attempt = asked, ask = (_: boolean): Promise<unknown> => Promise.resolve('token') } = {}) {
  const platform = new VirtualPlatform();
  const told: unknown[] = [];
  const observer = { onHello: nothing, onRefused: nothing, onCounted: nothing, onRoom: nothing, onDrain: nothing };
  const dial = new Dial(
    1,
    attempt,
    { url: 'ws://a/', protocol: 'p', platform, ask },
    {
      onOpen(transport, auth) {
        told.push(['open', auth]);
        return new ClientConnection(transport, jsonCodec, { ...observer, onClosed: ({ code }) => void told.push(['closed', code]) }, 0);
      },
      onFailed: (end: ConnectionEnd, cause: unknown) => void told.push(['failed', end, cause]),
      onChanged: nothing,
    },
  );
  void dial.closed.then(() => told.push('over'));
  dial.start();
  return { platform, dial, told };
}

const lost = (reason: string, code = 1006) => ({ kind: 'closed', code, reason, sentBy: 'server' });

describe('Dial', () => {
  it('asks for credentials, opens, and is over when its transport is closed', async () => {
    const { platform, dial, told } = dialing({ ask: (rejected) => Promise.resolve({ rejected }) });
    await platform.advance(0);
    expect([platform.transport.url, platform.transport.protocol, dial.nextDeadline()]).toEqual(['ws://a/', 'p', 15_000]);
    platform.transport.open();
    await platform.advance(20_000);
    expect([told, dial.nextDeadline()]).toEqual([[['open', { rejected: false }]], Number.POSITIVE_INFINITY]);
    platform.transport.closeByServer(1001);
    await platform.advance(0);
    expect(told.slice(1)).toEqual([['closed', 1001], 'over']);
  });

  it('says that the credentials before were refused', async () => {
    const { platform, told } = dialing({
      attempt: { ...asked, auth: 'ask-rejected' },
      ask: (rejected) => Promise.resolve({ rejected }),
    });
    await platform.advance(0);
    platform.transport.open();
    expect(told).toEqual([['open', { rejected: true }]]);
  });

  it('fails with what the application threw, and opens nothing', async () => {
    const cause = new Error('no token');
    const { platform, told } = dialing({ ask: () => Promise.reject(cause) });
    await platform.advance(0);
    expect([told, platform.transports]).toEqual([[['failed', { kind: 'authFailed' }, cause], 'over'], []]);
  });

  it.each<[string, (platform: VirtualPlatform) => void, object]>([
    ['is lost', ({ transport }) => transport.cut(), lost('')],
    ['is closed', ({ transport }) => transport.closeByServer(4503, 'away'), lost('away', 4503)],
    ['is refused', ({ transport }) => transport.refuse(503, 1_000), { kind: 'upgradeRefused', status: 503, retryAfterMs: 1_000 }],
  ])('fails once where its transport %s before it opens', async (_, happen, end) => {
    const { platform, dial, told } = dialing();
    await platform.advance(0);
    happen(platform);
    await platform.advance(0);
    dial.timePassed(15_000);
    expect(told).toEqual([['failed', end, undefined], 'over']);
  });

  it('fails where its transport does not open within 15 s, and cuts it', async () => {
    const { platform, dial, told } = dialing();
    await platform.advance(0);
    dial.timePassed(14_999);
    expect(told).toEqual([]);
    dial.timePassed(15_000);
    await platform.advance(0);
    expect([platform.transport.ending, told]).toEqual(['destroyed', [['failed', lost('not opened in time'), undefined], 'over']]);
  });

  it('tells nothing once it is abandoned, asking or opening, and cuts what it has', async () => {
    const [asking, opening] = [dialing(), dialing()];
    asking.dial.abandon();
    await asking.platform.advance(0);
    await opening.platform.advance(0);
    opening.dial.abandon();
    opening.platform.transport.observer.onOpen();
    opening.platform.transport.observer.onClosed(1006, '');
    await opening.platform.advance(0);
    expect([asking.told, asking.platform.transports]).toEqual([['over'], []]);
    expect([opening.told, opening.platform.transport.ending]).toEqual([['over'], 'destroyed']);
  });

  it('leaves a connection to its session', async () => {
    const { platform, dial, told } = dialing();
    await platform.advance(0);
    platform.transport.open();
    dial.abandon();
    await platform.advance(0);
    expect([told, platform.transport.ending]).toEqual([[['open', 'token']], undefined]);
  });
});
