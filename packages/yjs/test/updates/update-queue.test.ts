import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { UpdateQueue } from '../../src/updates/update-queue.ts';
import { textOf, typed } from '../support/typed.ts';

const [one, two, three] = typed('one ', 'two ', 'three ');

describe('UpdateQueue', () => {
  it('gives what waits as one update, and nothing more while that is under way', () => {
    const queue = new UpdateQueue();
    expect(queue.take()).toBeUndefined();
    queue.push(one);
    queue.push(two);
    expect({ text: textOf(queue.take()), edits: queue.edits }).toEqual({ text: 'one two ', edits: 2 });
    queue.push(three);
    expect({ next: queue.take(), edits: queue.edits }).toEqual({ next: undefined, edits: 3 });
  });

  it('forgets what was taken, and gives what came meanwhile', () => {
    const queue = new UpdateQueue();
    queue.push(one);
    const first = queue.take();
    queue.push(two);
    queue.taken();
    expect({ edits: queue.edits, text: textOf(first, queue.take()) }).toEqual({ edits: 1, text: 'one two ' });
  });

  it('gives what was not taken again, together with what came since', () => {
    const queue = new UpdateQueue();
    queue.push(one);
    queue.take();
    queue.push(two);
    queue.putBack();
    expect({ edits: queue.edits, text: textOf(queue.take()) }).toEqual({ edits: 2, text: 'one two ' });
  });

  it('puts nothing back that was taken', () => {
    const queue = new UpdateQueue();
    queue.push(one);
    queue.take();
    queue.taken();
    queue.putBack();
    expect({ edits: queue.edits, update: queue.take() }).toEqual({ edits: 0, update: undefined });
  });

  it.each([
    { pushed: 0, missing: one, edits: 1 },
    { pushed: 3, missing: one, edits: 3 },
    { pushed: 3, missing: undefined, edits: 0 },
  ])('counts $edits where $pushed waited and the server lacks $missing.length bytes', ({ pushed, missing, edits }) => {
    const queue = new UpdateQueue();
    for (let n = 0; n < pushed; n += 1) queue.push(two);
    queue.replace(missing);
    expect({ edits: queue.edits, update: queue.take() }).toEqual({ edits, update: missing });
  });

  it('counts what is under way once when the server lacks it', () => {
    const queue = new UpdateQueue();
    queue.push(one);
    queue.take();
    queue.replace(one);
    expect(queue.edits).toBe(1);
  });

  it('keeps every edit, however many there are and whenever they are merged', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('push', 'take', 'taken', 'putBack'), { maxLength: 600 }), (steps) => {
        const doc = new Y.Doc();
        const queue = new UpdateQueue();
        const [sent, taken]: [Uint8Array[], Uint8Array[]] = [[], []];
        doc.on('update', (update: Uint8Array) => queue.push(update));
        for (const step of steps) {
          if (step === 'push') doc.getText('text').insert(0, 'x');
          else if (step === 'take') sent.push(...[queue.take()].filter((update) => update !== undefined));
          else if (step === 'taken') taken.push(...sent.splice(0));
          else sent.splice(0);
          if (step === 'taken' || step === 'putBack') queue[step]();
        }
        queue.putBack();
        const rest = queue.take();
        expect(textOf(...taken, ...(rest === undefined ? [] : [rest]))).toBe(doc.getText('text').toString());
      }),
    );
  });
});
