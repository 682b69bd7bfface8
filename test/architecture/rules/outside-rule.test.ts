import { describe, expect, it } from 'vitest';
import { outsideViolations } from './outside-rule.ts';

const PURE = 'packages/core/src/connection/keepalive.ts';

const touched = (text: string, path = PURE) => outsideViolations({ path, text });

describe('outsideViolations', () => {
  it.each([
    "import { Buffer } from 'node:buffer';",
    "import fs from 'fs';",
    'setTimeout(() => {}, 5);',
    'queueMicrotask(flush);',
    'const now = Date.now();',
    'const now = () => new Date();',
    'const clock = { now: Date.now };',
    'const now = performance.now();',
    'const key = Math.random();',
    'const { random } = Math;',
    'crypto.getRandomValues(key);',
    'console.log(1);',
    'if (process.env.DEBUG) run();',
    "const bytes = Buffer.from('x');",
    'const tools = { Buffer };',
    'globalThis.setTimeout(run, 1);',
  ])('stops a pure folder from: %s', (text) => {
    expect(touched(text)).toHaveLength(1);
  });

  it.each([
    'const size = Math.floor(3.5);',
    "const epoch = Date.parse('Thu, 01 Jan 1970 00:00:00 GMT');",
    'function step(performance: number) { return performance; }',
    'interface Clock { setTimeout(run: () => void): void; readonly process: number }',
    'clock.setTimeout(run);',
    'const effects = { process: 1 };',
    'const { process: work } = effects;',
    '// Date.now() is an argument here',
    "const text = 'console.log';",
  ])('lets a pure folder: %s', (text) => {
    expect(touched(text)).toEqual([]);
  });

  it('lets the shells touch the outside', () => {
    const text = "import net from 'node:net'; setTimeout(run, Date.now());";
    expect(touched(text, 'packages/core/src/node/socket.ts')).toEqual([]);
    expect(touched(text, 'packages/fastify/src/routes/route.ts')).toEqual([]);
    expect(touched(text, 'packages/core/test/node/socket.test.ts')).toEqual([]);
  });

  it('lets the browser folder have timers but no node: imports', () => {
    const path = 'packages/client/src/browser/dial.ts';
    expect(touched('setTimeout(run, 1);', path)).toEqual([]);
    expect(touched("import net from 'node:net';", path)).toHaveLength(1);
  });

  it('stops a package that no table names', () => {
    expect(touched('Date.now();', 'packages/yjs/src/provider.ts')).toHaveLength(1);
  });
});
