import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { decided } from '../../src/routes/decision.ts';
import { UpgradeHub } from '../../src/upgrades/upgrade-hub.ts';

const hub = () => UpgradeHub.of(new EventEmitter(), () => {});
const never = () => new Promise<string>(() => {});

describe('decided', () => {
  it('answers what is decided, at once or later', async () => {
    expect(await Promise.all([decided(() => 'now', hub(), 1_000), decided(() => Promise.resolve('later'), hub(), 1_000)])).toEqual([
      'now',
      'later',
    ]);
  });

  it('rejects with what the decision throws, at once or later', async () => {
    const fail = () => {
      throw new Error('no');
    };
    await expect(decided(fail, hub(), 1_000)).rejects.toThrow('no');
    await expect(decided(() => Promise.reject(new Error('later no')), hub(), 1_000)).rejects.toThrow('later no');
  });

  it('gives up in time, with 503', async () => {
    await expect(decided(never, hub(), 1)).rejects.toMatchObject({ code: 'RPC_ERR_NOT_DECIDED', statusCode: 503 });
  });

  it('gives up when the app closes, with 503', async () => {
    const closing = hub();
    const decision = decided(never, closing, 60_000);
    closing.close();
    await expect(decision).rejects.toMatchObject({ code: 'RPC_ERR_CLOSING', statusCode: 503 });
  });
});
