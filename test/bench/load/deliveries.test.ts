import { describe, expect, it } from 'vitest';
import { countDeliveries } from './deliveries.ts';

const TEXT = '{"type":"event"}';

function ours(method: string, params: string): string {
  return `{"jsonrpc":"2.0","method":"${method}","params":${params}}`;
}

describe('countDeliveries', () => {
  it.each([
    ['ws', TEXT, 1],
    ['socket.io', `42["event",${TEXT}]`, 1],
    ['trunkline-fastify', ours('$/event', `[7,0,"note",${TEXT}]`), 1],
    ['trunkline-fastify', ours('$/events', `[7,0,[["note",${TEXT}]]]`), 1],
    ['trunkline-fastify', ours('$/events', `[7,0,[["note",${TEXT}],["note",${TEXT}],["note",${TEXT}]]]`), 3],
  ] as const)('finds those of %s in %s', (candidate, message, count) => {
    expect(countDeliveries(candidate, message, TEXT)).toBe(count);
  });

  it.each([
    ['ws', '{}'],
    ['socket.io', TEXT],
    ['trunkline-fastify', TEXT],
    ['trunkline-fastify', ours('$/event', `[7,1,"note",${TEXT}]`)],
    ['trunkline-fastify', ours('$/event', '[7,0,"note",{}]')],
    ['trunkline-fastify', ours('$/events', '[7,0,[]]')],
    ['trunkline-fastify', ours('$/events', `[7,0,[["note",${TEXT}],["note",{}]]]`)],
  ] as const)('throws for what is not a publication of %s: %s', (candidate, message) => {
    expect(() => countDeliveries(candidate, message, TEXT)).toThrow('the server published something else');
  });
});
