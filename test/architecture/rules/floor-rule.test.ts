import { describe, expect, it } from 'vitest';
import { floorViolations } from './floor-rule.ts';

const importing = (path: string, specifier: string) => floorViolations({ path, text: `import { x } from '${specifier}';` });

describe('floorViolations', () => {
  it.each([
    ['packages/core/src/frames/frame-parser.ts', './frame-header.ts'],
    ['packages/core/src/frames/frame-parser.ts', '../bytes/byte-queue.ts'],
    ['packages/core/src/frames/frame-parser.ts', 'node:zlib'], // another rule's concern
    ['packages/core/src/node/socket.ts', '../connection/connection.ts'],
    ['packages/core/src/index.ts', './connection/connection.ts'],
    ['packages/core/test/bytes/mask.test.ts', '../../src/node/socket.ts'],
    ['packages/fastify/src/index.ts', './plugin/plugin.ts'],
    ['packages/broker-nats/src/stream/stream.ts', '../anything/at-all.ts'], // has no floors
  ])('lets %s import %s', (path, specifier) => {
    expect(importing(path, specifier)).toEqual([]);
  });

  it.each([
    ['packages/core/src/bytes/mask.ts', '../frames/frame-parser.ts', 'upwards'],
    ['packages/core/src/frames/frame-parser.ts', '../handshake/token.ts', 'sideways'],
    ['packages/core/src/frames/frame-parser.ts', '../index.ts', 'an entry'],
    ['packages/core/src/node/socket.ts', '../anywhere/else.ts', 'no floor'],
    ['packages/core/src/index.ts', './node/socket.ts', 'the outside from a pure entry'],
    ['packages/core/src/anywhere/else.ts', './other.ts', 'from no floor'],
  ])('stops %s from importing %s (%s)', (path, specifier) => {
    expect(importing(path, specifier)).toHaveLength(1);
  });
});
