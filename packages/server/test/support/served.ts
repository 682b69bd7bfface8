import type { AnyContract } from '@trunkline/protocol';
import { CallSlots } from '../../src/calls/call-slots.ts';
import { dispatchCall } from '../../src/calls/dispatch-call.ts';
import type { SlotScope } from '../../src/calls/plain-calls.ts';
import { Router } from '../../src/calls/router.ts';
import { RecordedLog } from './recorded-log.ts';
import { SessionPair, type SessionPairOptions } from './session-pair.ts';

/** What a test changes of a scope while calls run. */
export type TestScope = { -readonly [Key in keyof SlotScope]: SlotScope[Key] } & { readonly log: RecordedLog };

/** A scope that lets everything in, checks what is sent and keeps its log; its error ids are `error-1`, `error-2` … */
export function testScope(changes: Partial<SlotScope> = {}): TestScope {
  let errors = 0;
  return {
    context: { user: 'ann' },
    peer: undefined,
    isChecking: true,
    slots: new CallSlots(4),
    platform: {
      randomId: () => {
        errors += 1;
        return `error-${errors}`;
      },
    },
    takeCall: () => 0,
    ...changes,
    log: new RecordedLog(),
  };
}

/** A server with a contract, and a client that is connected to it. Its context is `{ user: 'ann' }`. */
export function served(contract: AnyContract, options: SessionPairOptions & { readonly scope?: TestScope } = {}) {
  const scope = options.scope ?? testScope();
  const router = new Router<{ readonly user: string }>(contract);
  const pair = new SessionPair({
    onCall: (call) => dispatchCall(router, call, scope),
    ...options,
  });
  return { scope, router, pair };
}
