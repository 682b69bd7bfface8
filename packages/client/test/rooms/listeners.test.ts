import { describe, expect, it } from 'vitest';
import { Listeners } from '../../src/rooms/listeners.ts';

function recorded() {
  const told: unknown[] = [];
  const reported: unknown[] = [];
  const listeners = new Listeners((error) => reported.push(error));
  return { listeners, told, reported };
}

describe('Listeners', () => {
  it('tells everybody who listens to a kind, in order, and nobody else', () => {
    const { listeners, told } = recorded();
    listeners.add('tick', (...args) => told.push(['first', ...args]));
    listeners.add('trade', () => told.push('never'));
    listeners.add('tick', (...args) => told.push(['second', ...args]));
    listeners.tell('tick', 1, 2);
    listeners.tell('nothing');
    expect(told).toEqual([
      ['first', 1, 2],
      ['second', 1, 2],
    ]);
  });

  it('counts them, and tells nobody who unsubscribed, once or twice', () => {
    const { listeners, told } = recorded();
    const listener = (value: unknown) => told.push(value);
    const first = listeners.add('tick', listener);
    listeners.add('tick', listener);
    expect(listeners.size).toBe(2);
    first();
    first();
    expect(listeners.size).toBe(1);
    listeners.tell('tick', 1);
    expect(told).toEqual([1]);
  });

  it('reports what one throws, and tells the others', () => {
    const { listeners, told, reported } = recorded();
    const bug = new Error('bug');
    listeners.add('tick', () => {
      throw bug;
    });
    listeners.add('tick', () => told.push('second'));
    listeners.tell('tick');
    expect([told, reported]).toEqual([['second'], [bug]]);
  });

  it('may be changed by whoever is told', () => {
    const { listeners, told } = recorded();
    const remove = listeners.add('tick', () => {
      remove();
      listeners.add('tick', () => told.push('later'));
    });
    listeners.tell('tick');
    expect(told).toEqual([]);
    listeners.tell('tick');
    expect(told).toEqual(['later']);
  });

  it('refuses what is no function', () => {
    const { listeners } = recorded();
    expect(() => Reflect.apply(listeners.add, listeners, ['tick', 5])).toThrow(
      new TypeError('on: the listener of tick must be a function'),
    );
  });
});
