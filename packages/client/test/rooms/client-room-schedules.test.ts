import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Bench } from '../support/bench.ts';

const LARGE = 'x'.repeat(400_000);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('happen'), large: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('take'), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('publish') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.integer({ min: 0, max: 1_500 }) }) },
);

it('a room gives every logged event once, in order, and takes every publish once, whatever is cut and however slow it is read', async () => {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const bench = await Bench.live();
    const room = bench.client.room.news();
    await Promise.all([room.join(), bench.pass()]);
    const there = bench.server.rooms.room('news');
    const iterator = room[Symbol.asyncIterator]();
    const taken: unknown[] = [];
    const published: Promise<unknown>[] = [];
    const take = () => void iterator.next().then(({ value }) => taken.push(value !== undefined && 'offset' in value && value.offset));
    for (const given of steps) {
      if ('large' in given) there.publish('told', { text: given.large ? LARGE : 'small' });
      else if ('count' in given) for (let left = given.count; left > 0; left -= 1) take();
      else if ('ms' in given) await bench.pass(given.ms);
      else if (given.kind === 'cut') bench.platform.transport.cut();
      else published.push(room.publish('told', { text: `mine ${published.length}` }));
    }
    for (const _ of there.log) {
      await bench.pass(2_000);
      take();
    }
    await bench.pass(90_000);
    const answers = await Promise.all(published);
    for (const _ of there.log) {
      take();
      await bench.pass(2_000);
    }
    expect(taken).toEqual(there.log.map((_, at) => at + 1));
    const mine = there.log.flatMap(([, data], at) => (JSON.stringify(data).includes('mine') ? [{ offset: at + 1 }] : []));
    expect(answers).toEqual(mine);
  });
  await fc.assert(property, { numRuns: 200 });
});
