import type { Ledger } from './calls/ledger.ts';
import type { Stage } from './kernel/stage.ts';
import type { ProtocolModules } from './modules.ts';
import type { HelloRules } from './oracle/hello-rules.ts';
import type { SessionLosses } from './oracle/session-losses.ts';
import type { ModelBroker } from './rooms/model-broker.ts';
import type { Settings } from './settings.ts';

/** What clients and servers of one world are made from. */
export interface WorldParts {
  readonly stage: Stage;
  readonly modules: ProtocolModules;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly loss: SessionLosses;
  readonly hellos: HelloRules;
  readonly broker: ModelBroker;
  /** Whether faults have stopped, so that everything comes to rest. */
  isCalm(): boolean;
  /** When a client is awake next: while all sleep, for hours perhaps, there is no need that anything happens. */
  awakeAt(): number;
}
