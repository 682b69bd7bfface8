import type { Status } from '@trunkline/client';

/** What decides how somebody's work stands. */
export interface Work {
  readonly status: Status;
  /** Whether the document that is shown was loaded from the server once. */
  readonly isSynced: boolean;
  /** Edits of all documents that the server has not taken. */
  readonly pending: number;
  /** Why the server does not take them, if it does not. */
  readonly refusal: Error | undefined;
}

/** How somebody's work stands, in words. */
export interface Standing {
  readonly tone: 'good' | 'busy' | 'away' | 'bad';
  readonly words: string;
}

/** Tells how somebody's work stands: whether it is saved, and if not why, and how much. */
export function standingOf({ status, isSynced, pending, refusal }: Work): Standing {
  if (refusal !== undefined) return { tone: 'bad', words: `Not saved: ${reasonOf(refusal)}` };
  if (status === 'closed') return { tone: 'bad', words: `Disconnected${waiting(pending)}. Load the page again` };
  if (status === 'connecting') return { tone: 'busy', words: `Connecting${waiting(pending)}` };
  if (status !== 'live') return { tone: 'away', words: `Offline${waiting(pending)}` };
  if (!isSynced) return { tone: 'busy', words: 'Opening' };
  return pending === 0 ? { tone: 'good', words: 'Saved' } : { tone: 'busy', words: 'Saving' };
}

function waiting(pending: number): string {
  if (pending === 0) return '';
  return pending === 1 ? ', 1 edit waiting' : `, ${new Intl.NumberFormat('en').format(pending)} edits waiting`;
}

function reasonOf({ name, message }: Error): string {
  return name === 'TooLarge' ? 'this document is full. Undo, or go on in a new one' : message;
}
