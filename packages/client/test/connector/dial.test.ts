import { ClientConnection, jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { Dial } from '../../src/connector/dial.ts';
import { VirtualTransport } from '../support/virtual-transport.ts';

const nothing = () => {};
const deaf = { onOpen: nothing, onMessage: nothing, onHeard: nothing, onClosed: nothing, onRefused: nothing };
const asked = { session: 'resume', auth: 'ask' } as const;

describe('Dial', () => {
  it('cuts what is not connected yet when it is abandoned', () => {
    const dial = new Dial(1, asked);
    const transport = new VirtualTransport('ws://a', 'p', deaf);
    dial.transport = transport;
    dial.abandon();
    expect([dial.isOver, transport.ending]).toEqual([true, 'destroyed']);
  });

  it('is over, too, where nothing is opened yet', () => {
    const dial = new Dial(1, asked);
    dial.abandon();
    expect(dial.isOver).toBe(true);
  });

  it('leaves a connection to its session', () => {
    const dial = new Dial(1, asked);
    const transport = new VirtualTransport('ws://a', 'p', deaf);
    const observer = { onHello: nothing, onRefused: nothing, onCounted: nothing, onRoom: nothing, onDrain: nothing, onClosed: nothing };
    dial.transport = transport;
    dial.connection = new ClientConnection(transport, jsonCodec, observer, 0);
    dial.abandon();
    expect([dial.isOver, transport.ending]).toEqual([false, undefined]);
  });
});
