import type { Demo } from './contract.ts';
import { ORDERS } from './orders.ts';
import { Visitor } from './visitor.ts';

/** Lets tests command a client. One that has the contract checks by it what it sends. */
export async function begin(contract: Demo | undefined): Promise<void> {
  const query = new URL(location.href).searchParams;
  const visitor = new Visitor(query.get('codec') ?? 'json', contract);
  takeOrders(visitor);
  // A page that nobody can ask is told by its URL what to do.
  const order = query.get('order');
  if (order !== null) await carryOutNow(visitor, order, '');
}

/**
 * What a debugger calls may evaluate text in spite of the policy, and tests call as debuggers do. So orders are carried out in turns of their
 * own, which the page began.
 */
function takeOrders(visitor: Visitor): void {
  const turns = new MessageChannel();
  const waiting: (() => void)[] = [];
  turns.port1.onmessage = () => waiting.shift()?.();
  globalThis.carryOut = (name, text) =>
    new Promise((resolve, reject) => {
      waiting.push(() => void carryOutNow(visitor, name, text).then(resolve, reject));
      turns.port2.postMessage(undefined);
    });
}

async function carryOutNow(visitor: Visitor, name: string, text: string): Promise<unknown> {
  const order = ORDERS.get(name);
  if (order === undefined) throw new Error(`there is no order ${name}`);
  return await order(visitor, text);
}
