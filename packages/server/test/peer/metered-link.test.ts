import { settled } from '@trunkline/test-kit/settled';
import { VirtualPlatform } from '@trunkline/test-kit/virtual-platform';
import { describe, expect, it } from 'vitest';
import { SharedMessage } from '../../src/link/server-link.ts';
import { MeteredLink } from '../../src/peer/metered-link.ts';
import { RecordedLink } from '../support/recorded-link.ts';

/** A metered link with a budget of 100 bytes, over a link in which everything waits. */
function metered() {
  const link = new RecordedLink();
  const told: string[] = [];
  const platform = new VirtualPlatform();
  const observer = { onCongested: () => void told.push('congested'), onSlow: () => void told.push('slow') };
  const meter = new MeteredLink(link, { sendBudgetBytes: 100, slowTimeoutMs: 30 }, platform, observer);
  link.onSend = (message) => {
    link.bufferedAmount += message.length;
  };
  return { link, meter, told };
}

const text = (bytes: number) => 'x'.repeat(bytes);

describe('MeteredLink', () => {
  it('passes on what is sent and closed', () => {
    const { link, meter } = metered();
    meter.send('one');
    meter.sendShared(new SharedMessage('two'));
    meter.close(4001, 'bye');
    expect([link.sent, link.closes]).toEqual([['one', 'two'], [{ code: 4001, reason: 'bye' }]]);
  });

  it.each(['send', 'sendShared'] as const)('stops reading while what it %ss is not taken', (how) => {
    const { link, meter, told } = metered();
    const message = text(101);
    if (how === 'send') meter.send(message);
    else meter.sendShared(new SharedMessage(message));
    expect([link.readings, told, meter.outflow.nextDeadline()]).toEqual([['pause'], ['congested'], 30]);
    meter.outflow.drained();
    expect(link.readings).toEqual(['pause', 'resume']);
  });

  it.each([
    { name: 'the owner objects last', steps: ['pause', 'send', 'drained', 'resume'] as const },
    { name: 'the outflow objects last', steps: ['send', 'pause', 'resume', 'drained'] as const },
  ])('reads again when neither objects: $name', ({ steps }) => {
    const { link, meter } = metered();
    const act = {
      pause: () => meter.pause(),
      resume: () => meter.resume(),
      send: () => meter.send(text(101)),
      drained: () => meter.outflow.drained(),
    };
    const seen = steps.map((step) => {
      act[step]();
      return link.isPaused;
    });
    expect([seen, link.readings]).toEqual([
      [true, true, true, false],
      ['pause', 'resume'],
    ]);
  });

  it('tells of a slow peer behind the turn, so that whoever sends finds its link as it was', async () => {
    const { meter, told } = metered();
    meter.send(text(201));
    expect(told).toEqual(['congested']);
    await settled();
    expect(told).toEqual(['congested', 'slow']);
  });

  it('reads on once it is closed, behind the turn: the answer of the peer has to be seen', async () => {
    const { link, meter } = metered();
    meter.pause();
    meter.send(text(101));
    meter.close(4002, 'slow');
    expect(link.isPaused).toBe(true);
    await settled();
    meter.pause();
    meter.send(text(101));
    expect([link.isPaused, link.readings]).toEqual([false, ['pause', 'resume']]);
  });
});
