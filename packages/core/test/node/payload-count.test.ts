import { describe, expect, it } from 'vitest';
import { PayloadCount } from '../../src/node/payload-count.ts';

/** A count above a connection that holds as many bytes as a test says. */
function countAbove() {
  const connection = { held: 0 };
  return { connection, count: new PayloadCount(() => connection.held) };
}

describe('PayloadCount', () => {
  it('counts payloads and not their frames', () => {
    const { connection, count } = countAbove();
    count.add(10);
    expect(count.bytes).toBe(10);
    count.give(10);
    connection.held = 16;
    expect(count.bytes).toBe(10);
    connection.held = 4;
    expect(count.bytes).toBe(4);
  });

  it('forgets what has left before the next payload', () => {
    const { connection, count } = countAbove();
    count.add(10);
    count.give(10);
    connection.held = 0;
    count.add(3);
    count.give(3);
    connection.held = 9;
    expect(count.bytes).toBe(3);
  });

  it('does not take another frame for what has left', () => {
    const { connection, count } = countAbove();
    count.add(10);
    count.give(10);
    connection.held = 0;
    count.settle();
    connection.held = 8; // a close frame
    expect(count.bytes).toBe(0);
  });

  it('keeps what was not transmitted when the connection ends, and grows from there', () => {
    const { connection, count } = countAbove();
    count.add(10);
    count.give(10);
    connection.held = 12;
    count.freeze();
    connection.held = 0;
    expect(count.bytes).toBe(10);
    count.add(5);
    expect(count.bytes).toBe(15);
  });
});
