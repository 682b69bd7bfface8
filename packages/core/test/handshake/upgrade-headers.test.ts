import { describe, expect, it } from 'vitest';
import { isUpgrade, isWebSocket } from '../../src/handshake/upgrade-headers.ts';

describe('isWebSocket', () => {
  it.each([
    ['websocket', true],
    ['WebSocket', true],
    ['websockets', false],
    ['xwebsocket', false],
    ['websocket/13', false],
    ['websocket\n', false],
    ['web\u017focket', false],
    ['websoc\u212aet', false],
    ['', false],
  ])('of %j is %s (RFC 6455 §4.2.1)', (element, expected) => {
    expect(isWebSocket(element)).toBe(expected);
  });
});

describe('isUpgrade', () => {
  it.each([
    ['Upgrade', true],
    ['UPGRADE', true],
    ['upgrades', false],
    ['xupgrade', false],
    ['upgrade\n', false],
    ['', false],
  ])('of %j is %s (RFC 6455 §4.2.1)', (element, expected) => {
    expect(isUpgrade(element)).toBe(expected);
  });
});
