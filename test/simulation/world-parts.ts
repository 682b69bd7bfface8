import type { Store } from './broker/store.ts';
import type { Ledger } from './calls/ledger.ts';
import type { Stage } from './kernel/stage.ts';
import type { Modules } from './modules.ts';
import type { HelloRules } from './oracle/hello-rules.ts';
import type { SessionLosses } from './oracle/session-losses.ts';
import type { PublicationBook } from './rooms/publication-book.ts';
import type { WorldContract } from './rooms/world-contract.ts';
import type { WorldRoom } from './rooms/world-room.ts';
import type { Settings } from './settings.ts';

/** What clients and servers of one world are made from. */
export interface WorldParts {
  readonly stage: Stage;
  readonly modules: Modules;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly loss: SessionLosses;
  readonly hellos: HelloRules;
  readonly rooms: readonly WorldRoom[];
  readonly book: PublicationBook;
  readonly store: Store;
  readonly contract: WorldContract;
  /** Whether faults have stopped, so that everything comes to rest. */
  isCalm(): boolean;
  /** When a client is awake next: while all sleep, for hours perhaps, there is no need that anything happens. */
  awakeAt(): number;
}
