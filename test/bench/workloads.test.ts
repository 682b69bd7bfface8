import { describe, expect, it } from 'vitest';
import { findWorkload, selectWorkloads, WORKLOADS } from './workloads.ts';

describe('WORKLOADS', () => {
  it('has the names that reports go by', () => {
    expect(WORKLOADS.map(({ name }) => name)).toEqual([
      'echo-64-d16-batched',
      'echo-64-text-d16-batched',
      'echo-64-d16-single',
      'echo-64-d1',
      'echo-16k-d1',
      'broadcast-lone-5000',
      'broadcast-burst-1000',
      'broadcast-deflate-1000',
      'rpc-d32',
      'rpc-d1',
      'stream-items',
      'memory-idle-10000',
      'codec-small',
      'codec-object-1k',
      'codec-numbers-1000',
      'codec-bytes-16k',
    ]);
  });

  it.each(WORKLOADS.filter((workload) => workload.kind !== 'codec'))(
    'has targets between candidates of $name only',
    ({ candidates, targets }) => {
      expect(candidates).toEqual(expect.arrayContaining(targets.flatMap(({ of, against }) => [of, against])));
    },
  );
});

describe('findWorkload', () => {
  it('takes few connections for a smoke test', () => {
    expect(findWorkload('broadcast-lone-5000', 'full')).toMatchObject({ connections: 5_000 });
    expect(findWorkload('broadcast-lone-5000', 'smoke')).toMatchObject({ connections: 50 });
  });

  it('has no connections where there is no server', () => {
    expect(findWorkload('codec-small', 'smoke')).toEqual(findWorkload('codec-small', 'full'));
  });

  it('throws on an unknown name', () => {
    expect(() => findWorkload('echo', 'full')).toThrow(RangeError);
  });
});

describe('selectWorkloads', () => {
  it('selects by kind and by name, each once, in their order', () => {
    expect(selectWorkloads(['memory', 'echo-64-d1', 'memory-idle-10000'])).toEqual(['echo-64-d1', 'memory-idle-10000']);
  });

  it('names what there is when a name is unknown', () => {
    expect(() => selectWorkloads(['latency'])).toThrow(
      'no benchmark is named latency; there are echo, broadcast, rpc, memory, codec, echo-64-d16-batched',
    );
  });
});
