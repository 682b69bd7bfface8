import { describe, expect, it } from 'vitest';
import { EventHandlerSlot } from '../../src/node/event-handler-slot.ts';

function slotWithLog() {
  const target = new EventTarget();
  const log: string[] = [];
  const slot = new EventHandlerSlot<(event: Event) => unknown>(target, 'ping');
  const note = (name: string) => () => log.push(name);
  const fire = () => {
    log.length = 0;
    target.dispatchEvent(new Event('ping'));
    return log;
  };
  return { target, slot, note, fire };
}

describe('EventHandlerSlot', () => {
  it('is null at first, and for what is no function', () => {
    const { slot, fire } = slotWithLog();
    expect(slot.handler).toBeNull();
    for (const value of [undefined, null, 'text', 5, { handleEvent() {} }]) {
      Reflect.set(slot, 'handler', value);
      expect(slot.handler).toBeNull();
    }
    expect(fire()).toEqual([]);
  });

  it('keeps its place among the listeners when the handler is replaced', () => {
    const { target, slot, note, fire } = slotWithLog();
    slot.handler = note('first');
    target.addEventListener('ping', note('listener'));
    slot.handler = note('second');
    expect(fire()).toEqual(['second', 'listener']);
  });

  it('goes to the end when the handler is removed and set again', () => {
    const { target, slot, note, fire } = slotWithLog();
    slot.handler = note('first');
    target.addEventListener('ping', note('listener'));
    slot.handler = null;
    expect(fire()).toEqual(['listener']);
    slot.handler = note('again');
    expect(fire()).toEqual(['listener', 'again']);
  });

  it('calls with the target as this', () => {
    const { target, slot, fire } = slotWithLog();
    let receiver: unknown;
    slot.handler = function (this: unknown) {
      receiver = this;
    };
    fire();
    expect(receiver).toBe(target);
  });
});
