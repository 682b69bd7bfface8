import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/links/node-platform.ts';
import { collectWarnings } from '../support/warnings.ts';

describe('nodePlatform', () => {
  it('has a time that never goes back', () => {
    const before = nodePlatform.now();
    expect(nodePlatform.now()).toBeGreaterThanOrEqual(before);
  });

  it('ends a turn behind everything that the turn does by itself', async () => {
    const order: string[] = [];
    nodePlatform.atEndOfTurn(() => void order.push('end'));
    void Promise.resolve().then(() => order.push('promise'));
    process.nextTick(() => order.push('tick'));
    await waitFor(() => order.length === 3);
    expect(order).toEqual(expect.arrayContaining(['promise', 'tick']));
    expect(order.at(-1)).toBe('end');
  });

  it('runs something after a while, unless that is called off, and keeps no process alive', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const ran: string[] = [];
    const callOff = nodePlatform.after(1, () => ran.push('called off'));
    nodePlatform.after(2, () => ran.push('ran'));
    expect(timers()).toBe(before);
    callOff();
    await waitFor(() => ran.length > 0);
    expect(ran).toEqual(['ran']);
  });

  it('takes a delay that no timer knows for the longest one, not for none', async () => {
    const warnings = collectWarnings();
    let hasRun = false;
    const callOff = nodePlatform.after(2 ** 40, () => {
      hasRun = true;
    });
    let hasPassed = false;
    setTimeout(() => {
      hasPassed = true;
    }, 3);
    await waitFor(() => hasPassed);
    callOff();
    expect({ hasRun, warnings }).toEqual({ hasRun: false, warnings: [] });
  });

  it('makes 128 random bits as text, and hashes', () => {
    const ids = Array.from({ length: 100 }, () => nodePlatform.randomId());
    expect(new Set(ids).size).toBe(100);
    expect(ids.every((id) => /^[\w-]{22}$/.test(id))).toBe(true);
    // SHA-256 of "abc" (FIPS 180-2, appendix B.1), as base64url.
    expect(nodePlatform.digest('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});
