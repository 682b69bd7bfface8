import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelReader } from '../support/model-reader.ts';
import { type ModelOptions, ModelRoom } from '../support/model-room.ts';

const STEPS = [
  ...['publish', 'publish', 'publish', 'serve', 'serve', 'receive', 'receive', 'receive'],
  ...['serveOld', 'receiveOld', 'lose', 'repeat', 'trim', 'reset', 'skip'],
  ...['connect', 'cut', 'cutOld', 'leave', 'join', 'catchUp', 'second', 'age'],
] as const;
type Step = (typeof STEPS)[number];

function take(step: Step, room: ModelRoom, reader: ModelReader): void {
  switch (step) {
    case 'publish':
    case 'lose':
    case 'repeat':
      room.publish(reader.connections, step === 'lose', step === 'repeat');
      break;
    case 'trim':
      room.trim();
      break;
    case 'reset':
    case 'skip':
      room[step](reader.connections);
      break;
    case 'serve':
    case 'serveOld':
      reader.serve(step === 'serve');
      break;
    case 'receive':
    case 'receiveOld':
      reader.receive(step === 'receive');
      break;
    case 'cut':
    case 'cutOld':
      reader.cut(step === 'cut');
      break;
    case 'catchUp':
      reader.catchUp(2);
      break;
    case 'second':
    case 'age':
      reader.pass(step === 'second' ? 1_000 : 60_000);
      break;
    default:
      reader[step]();
  }
}

/** Runs any steps, then lets everything settle and asks whether the reader knows all that it should. */
function expectNothingLost(options: ModelOptions, steps: readonly Step[]): ModelReader {
  const room = new ModelRoom(options);
  const reader = new ModelReader(room);
  for (const step of ['join', 'connect', ...steps] as const) take(step, room, reader);
  reader.join();
  reader.ensureConnected();
  reader.settle();
  // What follows shows a hole at the end that nothing has shown yet.
  room.publish(reader.connections, false, false);
  reader.settle();
  reader.expectAtHead();
  return reader;
}

const plain = { hasSnapshot: false, isForgetful: false, isNameless: false };
const rooms = [
  ['a log', plain],
  ['a log with a snapshot', { ...plain, hasSnapshot: true }],
  ['a log whose server forgets to tell gaps', { ...plain, isForgetful: true }],
  ['a log whose server forgets its snapshots', { ...plain, hasSnapshot: true, isForgetful: true }],
  ['a log in a store without an epoch', { ...plain, isNameless: true }],
  ['a log with a snapshot in a store without an epoch', { ...plain, hasSnapshot: true, isNameless: true }],
] as const;

const anySteps = (...without: Step[]) => fc.array(fc.constantFrom(...STEPS.filter((step) => !without.includes(step))), { maxLength: 60 });

describe('RoomMembership in a world of drops', () => {
  it.each(rooms)('hears of %s each event in order, once, or a snapshot or gap for what is missing', (_, options) => {
    // A store that loses all without a name for the loss cannot be told from one that lost nothing.
    const steps = anySteps(...(options.isNameless ? (['reset'] as const) : []));
    fc.assert(
      fc.property(steps, (taken) => {
        expectNothingLost(options, taken);
      }),
      { numRuns: 1_000 },
    );
  });

  it('hears of no gap where the log has everything', () => {
    fc.assert(
      fc.property(anySteps('trim', 'reset', 'skip'), (steps) => {
        expect(expectNothingLost(plain, steps).gaps).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('asks for no second snapshot where the log has everything', () => {
    fc.assert(
      fc.property(anySteps('trim', 'reset', 'skip', 'leave', 'catchUp', 'cut', 'cutOld', 'connect'), (steps) => {
        expect(expectNothingLost({ ...plain, hasSnapshot: true }, steps).snapshots).toBe(1);
      }),
      { numRuns: 500 },
    );
  });

  it('joins a stream that breaks all the time at most once a second', () => {
    const room = new ModelRoom(plain);
    const reader = new ModelReader(room);
    const flow = () => {
      while (reader.connections.some(({ up, down }) => up.length + down.length > 0)) {
        reader.serve(true);
        reader.receive(true);
      }
    };
    reader.join();
    reader.connect();
    flow();
    for (let ms = 0; ms < 10_000; ms += 100) {
      room.publish(reader.connections, true, false);
      room.publish(reader.connections, false, false);
      flow();
      reader.pass(100);
      flow();
    }
    expect(reader.joins).toBeLessThanOrEqual(1 + 11);
    expect(reader.joins).toBeGreaterThanOrEqual(1 + 10);
    reader.pass(1_000);
    flow();
    reader.expectAtHead();
  });
});
