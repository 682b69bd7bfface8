import { type AnyContract, type Checks, procedure, type Validated, type Validator } from '@trunkline/protocol';
import { type OpenRpcDocument, openRpcOf } from './open-rpc.ts';
import { type ProcedureEntry, procedureEntry } from './procedure-entry.ts';

const pass = (value: unknown): Validated => ({ ok: true, value });
const UNCHECKED: Validator = { receive: pass, send: pass, encode: pass, check: pass };

/** Makes the entry of `rpc.discover`, which every server has: it takes nothing and answers the OpenRPC document, made once. */
export function discoverEntry(contract: AnyContract, checks: Checks): ProcedureEntry {
  let document: OpenRpcDocument | undefined;
  const handler = () => {
    document ??= openRpcOf(contract);
    return document;
  };
  return { ...procedureEntry(procedure({ kind: 'query' }), handler, checks), name: 'rpc.discover', result: UNCHECKED };
}
