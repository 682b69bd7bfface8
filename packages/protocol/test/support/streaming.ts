import { LinkedPair, type LinkedPairOptions } from './linked-pair.ts';

/** A call whose both sides stream at once, and what each has taken. */
export function streaming(options: LinkedPairOptions = {}) {
  const pair = new LinkedPair(options);
  const first = pair.live();
  const caller = pair.call('sum', { hasInput: true });
  pair.pump();
  const [callee] = pair.atServer;
  if (callee === undefined) throw new Error('the call did not come in');
  const got: unknown[] = [];
  const log: string[] = [];
  callee.handler = {
    onItem: (value) => got.push(value),
    onInputEnd: (error) => log.push(error === undefined ? 'input ended' : `input failed: ${error.name}`),
    onWritable: () => log.push('writable'),
    onAbort: ({ name }) => log.push(`aborted: ${name}`),
  };
  return { pair, first, caller, callee, got, log };
}
