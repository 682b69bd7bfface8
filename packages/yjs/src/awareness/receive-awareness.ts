import { type Awareness, applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';

/** Most clients whose awareness is kept; whoever comes past it is not seen until others are gone, 30 s after their last sign of life at most. */
const MAX_STATES = 1_000;

/** Most clients whose clocks are kept: y-protocols forgets none. Who is gone is forgotten past it. */
const MAX_CLOCKS = 2 * MAX_STATES;

/** Most bytes of an update; one that is larger is dropped. A name, a colour and a cursor are some 400. */
const MAX_BYTES = 16_384;

/**
 * Takes what peers tell of themselves, within bounds; who this client is, it knows itself.
 *
 * @throws {Error} when it is no awareness update.
 */
export function receiveAwareness(awareness: Awareness, update: Uint8Array, origin: unknown): void {
  if (update.length > MAX_BYTES) return;
  const own = awareness.getLocalState();
  try {
    applyAwarenessUpdate(awareness, update, origin);
  } finally {
    // One that breaks off has told of some.
    if (awareness.getLocalState() !== own) awareness.setLocalState(own);
    forget(awareness, origin);
  }
}

function forget(awareness: Awareness, origin: unknown): void {
  const { states, meta, clientID } = awareness;
  if (states.size > MAX_STATES) {
    const last = [...states.keys()].slice(MAX_STATES).filter((client) => client !== clientID);
    removeAwarenessStates(awareness, last, origin);
  }
  if (meta.size <= MAX_CLOCKS) return;
  for (const client of meta.keys()) if (client !== clientID && !states.has(client)) meta.delete(client);
}
