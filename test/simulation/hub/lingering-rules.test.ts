import { describe, expect, it } from 'vitest';
import { VirtualTime } from '../kernel/virtual-time.ts';
import { LingeringRules } from './lingering-rules.ts';

/** Rules of a server with one member of the hall, which is dropped, and found so. */
function dropped() {
  const time = new VirtualTime();
  const ann = { id: 'ann', isConnected: true };
  const peers = [ann];
  const rules = new LingeringRules(time, () => peers);
  const pass = (ms: number) => {
    const until = time.now + ms;
    while (time.next(until));
  };
  const connect = (isConnected: boolean) => {
    ann.isConnected = isConnected;
    rules.look();
  };
  rules.set('hall', 'ann');
  rules.look();
  connect(false);
  return { rules, peers, pass, connect };
}

describe('LingeringRules', () => {
  it.each([0, 8_999])('lets no peer be removed that was dropped %i ms ago', (ms) => {
    const { rules, pass } = dropped();
    pass(ms);
    rules.removes('hall', 'ann');
    expect(() => rules.look()).toThrow('stays a member for a while');
  });

  it('has nothing against it 9 s later, or where the peer is connected or gone for good', () => {
    const late = dropped();
    late.pass(9_000);
    late.rules.removes('hall', 'ann');
    late.rules.look();
    const back = dropped();
    back.connect(true);
    back.rules.removes('hall', 'ann');
    back.rules.look();
    const gone = dropped();
    gone.rules.removes('hall', 'ann');
    gone.peers.length = 0;
    gone.rules.look();
  });

  it('counts from the connection over which the peer was a member', () => {
    const { rules, pass, connect } = dropped();
    pass(5_000);
    connect(true);
    connect(false);
    pass(4_000);
    rules.removes('hall', 'ann');
    rules.look();
  });

  it('counts from where another connection took over', () => {
    const { rules, pass, connect } = dropped();
    connect(true);
    pass(1_000);
    rules.set('hall', 'ann');
    pass(1_000);
    rules.takenOver();
    pass(8_000);
    connect(false);
    pass(1_000);
    rules.removes('hall', 'ann');
    rules.look();
  });

  it('takes what is told again for what was decided before', () => {
    const { rules, connect } = dropped();
    connect(true);
    rules.removes('hall', 'ann');
    connect(false);
    rules.removes('hall', 'ann');
    rules.look();
  });
});
