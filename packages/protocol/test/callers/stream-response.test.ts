import { describe, expect, it } from 'vitest';
import { StreamResponse } from '../../src/callers/stream-response.ts';

describe('StreamResponse', () => {
  it('tells everybody who asks, before it comes and after', async () => {
    const response = new StreamResponse();
    const asked = [response.promise(), response.promise()];
    expect(response.isSettled).toBe(false);
    response.settle({ value: 'done' });
    expect(response.isSettled).toBe(true);
    expect(await Promise.all([...asked, response.promise()])).toEqual(['done', 'done', 'done']);
  });

  it('goes by what comes first', async () => {
    const error = new Error('lost');
    const response = new StreamResponse();
    response.settle({ error });
    response.settle({ value: 'late' });
    await expect(response.promise()).rejects.toBe(error);
  });

  it('rejects for those who asked before', async () => {
    const error = new Error('lost');
    const response = new StreamResponse();
    const asked = response.promise();
    response.settle({ error });
    await expect(asked).rejects.toBe(error);
  });
});
