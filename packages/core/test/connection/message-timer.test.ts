import { describe, expect, it } from 'vitest';
import { MessageTimer } from '../../src/connection/message-timer.ts';
import { Opcode } from '../../src/vocabulary/opcode.ts';
import { frameOf, joined } from '../support/frame-of.ts';
import { RecordingShell } from '../support/recording-shell.ts';

describe('MessageTimer', () => {
  it('gives each message its time from the first byte on, and nothing between messages', () => {
    const timer = new MessageTimer(100);
    expect([timer.read(0, 0), timer.nextDeadline()]).toEqual([false, Number.POSITIVE_INFINITY]);
    expect([timer.read(1, 10), timer.nextDeadline()]).toEqual([true, 110]);
    expect([timer.read(1, 60), timer.nextDeadline()]).toEqual([false, 110]);
    expect([timer.read(3, 70), timer.nextDeadline()]).toEqual([false, 170]);
    expect([timer.read(0, 80), timer.nextDeadline()]).toEqual([false, Number.POSITIVE_INFINITY]);
  });

  it('says when the time is over, but does not count what is not read for a reason of ours', () => {
    const timer = new MessageTimer(100);
    timer.read(1, 0);
    expect([timer.timePassed(99, true), timer.timePassed(100, false), timer.nextDeadline()]).toEqual([false, false, 200]);
    expect([timer.timePassed(199, true), timer.timePassed(200, true)]).toEqual([false, true]);
  });
});

describe('a message that does not end in time', () => {
  const half = frameOf({ fin: false, rsv1: false, opcode: Opcode.text, payload: new Uint8Array(4) }, '00000000');

  it('closes 1008, though its bytes keep coming', () => {
    const shell = new RecordingShell('server', { limits: { messageTimeoutMs: 1_000 } });
    shell.receive(half);
    const more = frameOf({ fin: false, rsv1: false, opcode: Opcode.continuation, payload: new Uint8Array(1) }, '00000000');
    for (let at = 0; at < 9; at += 1) shell.receive(more);
    shell.time = 1_000;
    shell.connection.timePassed(1_000);
    expect(shell.takeFrames()).toEqual([
      {
        fin: true,
        rsv1: false,
        opcode: Opcode.close,
        payload: joined(Uint8Array.of(3, 0xf0), new TextEncoder().encode('message-too-slow')),
      },
    ]);
  });
});
