import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { DialScope } from '../../src/node/dial-scope.ts';

const never = () => new Promise<never>(() => {});

describe('DialScope', () => {
  it('passes the result on and keeps what is open', async () => {
    const scope = new DialScope(Number.POSITIVE_INFINITY, undefined);
    const transport = scope.track(new PassThrough());
    await expect(scope.run(async () => 'done')).resolves.toBe('done');
    expect(transport.destroyed).toBe(false);
  });

  it('passes a failure on and cuts what is open', async () => {
    const scope = new DialScope(5_000, undefined);
    const transport = scope.track(new PassThrough());
    const error = new Error('failed');
    await expect(scope.run(() => Promise.reject(error))).rejects.toBe(error);
    expect(transport.destroyed).toBe(true);
  });

  it('rejects when the time is over', async () => {
    const scope = new DialScope(1, undefined);
    const transport = scope.track(new PassThrough());
    await expect(scope.run(never)).rejects.toMatchObject({ name: 'HandshakeError', problem: 'timeout' });
    expect(transport.destroyed).toBe(true);
  });

  it('rejects when the signal aborts, with its reason as the cause', async () => {
    const controller = new AbortController();
    const scope = new DialScope(Number.POSITIVE_INFINITY, controller.signal);
    const transport = scope.track(new PassThrough());
    const rejected = expect(scope.run(never)).rejects.toMatchObject({ problem: 'aborted', cause: 'enough' });
    controller.abort('enough');
    await rejected;
    expect(transport.destroyed).toBe(true);
  });

  it('begins no work when the signal has aborted', async () => {
    let begun = false;
    const scope = new DialScope(Number.POSITIVE_INFINITY, AbortSignal.abort('early'));
    const work = () => {
      begun = true;
      return never();
    };
    await expect(scope.run(work)).rejects.toMatchObject({ problem: 'aborted', cause: 'early' });
    expect(begun).toBe(false);
  });

  it('cuts what the work opens after the failure', async () => {
    const controller = new AbortController();
    const scope = new DialScope(Number.POSITIVE_INFINITY, controller.signal);
    const rejected = expect(scope.run(never)).rejects.toMatchObject({ problem: 'aborted' });
    controller.abort();
    await rejected;
    expect(scope.track(new PassThrough()).destroyed).toBe(true);
  });

  it('rejects when the signal aborts in the moment in which the work ends', async () => {
    const controller = new AbortController();
    const scope = new DialScope(Number.POSITIVE_INFINITY, controller.signal);
    const transport = scope.track(new PassThrough());
    let finish = () => {};
    const running = scope.run(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    finish();
    controller.abort();
    await expect(running).rejects.toMatchObject({ problem: 'aborted' });
    expect(transport.destroyed).toBe(true);
  });

  it('lets a signal go once it is over', async () => {
    const controller = new AbortController();
    const scope = new DialScope(Number.POSITIVE_INFINITY, controller.signal);
    const transport = scope.track(new PassThrough());
    await scope.run(async () => {});
    controller.abort();
    expect(transport.destroyed).toBe(false);
  });

  it('takes no error of a tracked socket for a crash', () => {
    const scope = new DialScope(Number.POSITIVE_INFINITY, undefined);
    expect(() => scope.track(new PassThrough()).emit('error', new Error('reset'))).not.toThrow();
  });
});
