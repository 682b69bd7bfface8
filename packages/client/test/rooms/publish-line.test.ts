import { type CallOutcome, OutcomeUnknownError, systemError } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import {
  MAX_PUBLISH_BYTES,
  MAX_PUBLISHES,
  type Publication,
  PublishLine,
  RESEND_MS,
  type SendPublication,
} from '../../src/rooms/publish-line.ts';

const LOST: CallOutcome = { ok: false, error: systemError('Closed', 'the connection was lost') };
const LEFT = systemError('Cancelled', 'the room was left');
const UNKNOWN = new OutcomeUnknownError('the connection was lost before the server said whether the event was taken');

const kept = (key: string): Publication => ({ event: 'said', data: key, key, bytes: 1, isKept: () => true });
const passing = (key: string): Publication => ({ ...kept(key), isKept: () => false });

/** What was sent over one connection, and how to answer it. */
function connection() {
  const sent: string[] = [];
  const answers = new Map<string, (outcome: CallOutcome) => void>();
  const send: SendPublication = ({ key }, answered) => {
    sent.push(key);
    answers.set(key, answered);
  };
  const answer = (key: string, outcome: CallOutcome = { ok: true, value: key }) => answers.get(key)?.(outcome);
  const lose = (line: PublishLine, number: number) => {
    for (const answered of answers.values()) answered(LOST);
    line.lost(number);
  };
  return { sent, send, answer, lose };
}

/** How it stands with a promise, as a text. */
async function stateOf(promise: Promise<unknown>): Promise<string> {
  const state = promise.then(
    (value) => `is ${value}`,
    (error: Error) => error.name,
  );
  return await Promise.race([state, Promise.resolve().then(() => Promise.resolve('waits'))]);
}

describe('PublishLine', () => {
  it('sends in order once the room is joined, and settles with the answers', async () => {
    const line = new PublishLine();
    const first = line.add(kept('a'), 0);
    const { sent, send, answer } = connection();
    line.joined(1, send);
    const second = line.add(kept('b'), 0);
    expect(sent).toEqual(['a', 'b']);
    answer('b', { ok: false, error: systemError('Forbidden') });
    answer('a');
    expect(await first).toBe('a');
    await expect(second).rejects.toEqual(systemError('Forbidden'));
  });

  it('sends what is not answered again, in order, over the next connection only', async () => {
    const line = new PublishLine();
    const [one, two] = [connection(), connection()];
    line.joined(1, one.send);
    const published = [line.add(kept('a'), 0), line.add(kept('b'), 0), line.add(kept('c'), 0)];
    line.joined(1, one.send); // the same connection, for the sake of missing events
    one.answer('b');
    one.lose(line, 1);
    published.push(line.add(kept('d'), 0));
    line.joined(2, two.send);
    expect([one.sent, two.sent]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c', 'd'],
    ]);
    for (const key of ['a', 'c', 'd']) two.answer(key);
    expect(await Promise.all(published)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes a good answer from whichever connection, and a bad one from the newest only', async () => {
    const line = new PublishLine();
    const [one, two] = [connection(), connection()];
    line.joined(1, one.send);
    const published = [line.add(kept('a'), 0), line.add(kept('b'), 0)];
    line.joined(2, two.send);
    one.answer('a');
    one.answer('b', { ok: false, error: systemError('NotJoined') });
    one.lose(line, 1);
    two.answer('b');
    expect(await Promise.all(published)).toEqual(['a', 'b']);
  });

  it('ends what is handed over only as unknown when its connection is lost, and never sends it twice', async () => {
    const line = new PublishLine();
    const [one, two] = [connection(), connection()];
    line.joined(1, one.send);
    const lost = line.add(passing('a'), 0);
    line.joined(2, two.send);
    expect([two.sent, await stateOf(lost)]).toEqual([[], 'waits']);
    one.lose(line, 1);
    await expect(lost).rejects.toEqual(UNKNOWN);
    const waited = line.add(passing('b'), 0);
    two.answer('b');
    expect(await waited).toBe('b');
  });

  it('answers those on their way behind a leave, and refuses those that were not sent', async () => {
    const line = new PublishLine();
    const { send, answer, sent } = connection();
    line.joined(1, send);
    const onItsWay = line.add(kept('a'), 0);
    line.ended(LEFT);
    answer('a');
    expect(await onItsWay).toBe('a');
    const waiting = line.add(kept('b'), 0);
    expect(await stateOf(waiting)).toBe('waits');
    line.ended(LEFT);
    await expect(waiting).rejects.toBe(LEFT);
    expect(sent).toEqual(['a']);
  });

  it('ends as unknown what was sent before a leave and is lost, whichever comes first, and does not send it again', async () => {
    const line = new PublishLine();
    const [one, two] = [connection(), connection()];
    line.joined(1, one.send);
    const leftFirst = line.add(kept('a'), 0);
    line.ended(LEFT);
    line.joined(2, two.send);
    one.lose(line, 1);
    await expect(leftFirst).rejects.toEqual(UNKNOWN);
    const lostFirst = line.add(kept('b'), 0);
    two.lose(line, 2);
    line.ended(LEFT);
    await expect(lostFirst).rejects.toEqual(UNKNOWN);
    expect([one.sent, two.sent]).toEqual([['a'], ['b']]);
  });

  it('gives up after 100 s, in order: unknown what was sent, refused what was not', async () => {
    const line = new PublishLine();
    const { send, lose } = connection();
    line.joined(1, send);
    const sent = line.add(kept('a'), 5);
    lose(line, 1);
    const unsent = line.add(kept('b'), 10);
    expect([RESEND_MS, line.nextDeadline()]).toEqual([100_000, 100_005]);
    line.timePassed(100_004);
    expect(await stateOf(sent)).toBe('waits');
    line.timePassed(100_005);
    await expect(sent).rejects.toEqual(new OutcomeUnknownError('no server has said in time whether the event was taken'));
    expect([await stateOf(unsent), line.nextDeadline()]).toEqual(['waits', 100_010]);
    line.timePassed(100_010);
    await expect(unsent).rejects.toEqual(systemError('DeadlineExceeded', 'the room was not joined in time to publish'));
    expect(line.nextDeadline()).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses what would make more than 1 MiB wait, but never one alone, and has room again behind an answer', async () => {
    const line = new PublishLine();
    const { send, answer } = connection();
    line.joined(1, send);
    const large = (key: string, bytes: number) => line.add({ ...kept(key), bytes }, 0);
    const alone = large('a', MAX_PUBLISH_BYTES + 1);
    const tooMany = (bytes: number) => systemError('TooMany', `publishes of ${bytes} bytes wait for their answer`);
    await expect(large('b', 1)).rejects.toEqual(tooMany(MAX_PUBLISH_BYTES + 1));
    answer('a');
    const both = [large('c', MAX_PUBLISH_BYTES - 1), large('d', 1)];
    await expect(large('e', 1)).rejects.toEqual(tooMany(MAX_PUBLISH_BYTES));
    for (const key of ['c', 'd']) answer(key);
    expect(await Promise.all([alone, ...both])).toEqual(['a', 'c', 'd']);
  });

  it('refuses one more than 256', async () => {
    const line = new PublishLine();
    const published = Array.from({ length: MAX_PUBLISHES }, (_, at) => line.add(kept(`${at}`), 0));
    await expect(line.add(kept('more'), 0)).rejects.toEqual(systemError('TooMany', '256 publishes wait for their answer'));
    line.ended(LEFT);
    expect(await Promise.allSettled(published)).toEqual(published.map(() => ({ status: 'rejected', reason: LEFT })));
  });
});
