import { describe, expect, it } from 'vitest';
import { StatusWitness } from './status-witness.ts';

/** A witness of a client that stands as the test says. */
function witnessed() {
  const facts = { now: 1_000, awakeSince: 0, isConnected: false, isOffline: false, isClosed: false, mayStop: false };
  const witness = new StatusWitness('client', {
    date: () => facts.now,
    awakeSince: () => facts.awakeSince,
    isConnected: () => facts.isConnected,
    isOffline: () => facts.isOffline,
    isClosed: () => facts.isClosed,
    mayStop: () => facts.mayStop,
  });
  return { witness, facts };
}

describe('StatusWitness', () => {
  it('takes the life of a client', () => {
    const { witness, facts } = witnessed();
    witness.told('connecting', { reason: 'lost', retryAt: 1_500 });
    facts.now = 1_510;
    witness.attempted();
    facts.isConnected = true;
    witness.told('live', {});
    witness.check('live');
    facts.isConnected = false;
    witness.told('reconnecting', { reason: 'lost' });
    facts.isOffline = true;
    witness.told('offline', { reason: 'lost' });
    facts.isClosed = true;
    witness.told('closed', { reason: 'closed' });
    witness.check('closed');
  });

  it('wants a client to be live exactly while it is connected', () => {
    const { witness, facts } = witnessed();
    expect(() => witness.told('live', {})).toThrow('a client is live exactly while it is connected');
    const other = witnessed();
    other.facts.isConnected = true;
    expect(() => other.witness.check('connecting')).toThrow('a client is live exactly while it is connected');
    facts.isConnected = true;
    witness.told('live', {});
    expect(() => witness.check('reconnecting')).toThrow('the status is the one that was told last');
  });

  it('tells the first connection from the others, and offline from both', () => {
    const { witness, facts } = witnessed();
    expect(() => witness.told('reconnecting', { reason: 'lost' })).toThrow('a client reconnects that was live');
    expect(() => witness.told('offline', { reason: 'lost' })).toThrow('a client is offline where its platform says so');
    facts.isConnected = true;
    witness.told('live', {});
    facts.isConnected = false;
    expect(() => witness.told('connecting', { reason: 'lost' })).toThrow('a client that was live reconnects');
  });

  it('wants a reason for every status but live, and none for that', () => {
    const { witness, facts } = witnessed();
    expect(() => witness.told('connecting', {})).toThrow('a status has a reason unless it is live');
    facts.isConnected = true;
    expect(() => witness.told('live', { reason: 'lost' })).toThrow('a status has a reason unless it is live');
  });

  it('wants an attempt at the time that was told: not before, and not long behind it but for a sleep or a network that is back', () => {
    const { witness, facts } = witnessed();
    witness.told('connecting', { reason: 'lost', retryAt: 1_500 });
    expect(() => witness.attempted()).toThrow('the next attempt is made at the time that was told');
    facts.now = 1_600;
    expect(() => witness.attempted()).toThrow('the next attempt is made at the time that was told');
    facts.awakeSince = 1_590;
    witness.attempted();
    facts.awakeSince = 0;
    witness.online();
    witness.attempted();
    expect(() => witness.told('connecting', { reason: 'lost', retryAt: 1_500 })).toThrow('the next attempt is yet to come');
  });

  it('wants a client that closes to have been told to, and to be silent from then on', () => {
    const { witness, facts } = witnessed();
    expect(() => witness.told('closed', { reason: 'staysAway' })).toThrow('a client closes when it is told to');
    const other = witnessed();
    other.facts.mayStop = true;
    other.witness.told('closed', { reason: 'unauthenticated' });
    expect(() => other.witness.attempted()).toThrow('a closed client dials no more');
    facts.isClosed = true;
    expect(() => witness.told('connecting', { reason: 'lost' })).toThrow('a closed client changes no more');
  });
});
