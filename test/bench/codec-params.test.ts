import { describe, expect, it } from 'vitest';
import { codecParams } from './codec-params.ts';

describe('codecParams', () => {
  it('has an object of 1 KiB', () => {
    expect(JSON.stringify(codecParams('object').value).length).toBe(1024);
  });

  it('has 1,000 numbers', () => {
    expect(codecParams('numbers').value).toMatchObject({ samples: { length: 1000, 1: 79.19 } });
  });

  it('has 16 KiB of bytes', () => {
    expect(codecParams('bytes').value).toEqual({ image: expect.objectContaining({ length: 16 * 1024 }) });
  });
});
