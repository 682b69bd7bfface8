// What a codec costs a server for each call, without a network. The ceilings do the same with nothing around: no envelope, no limits.

import { compiledChecks, paramsValidator, type Validator } from '@trunkline/protocol';
import { msgpackCodec } from '@trunkline/protocol/msgpack';
import { type Codec, jsonCodec, type Message } from '@trunkline/protocol/wire';
import type { Packr as PackrClass } from 'msgpackr';
// Not the main entry: it would load a native add-on, for our codec too.
import { Packr } from 'msgpackr/pack';
import { codecParams } from './codec-params.ts';
import { type Row, type Sample, summarize } from './measure.ts';
import type { Budget } from './trial.ts';
import type { CodecCandidate, CodecWorkload } from './workload.ts';

/** Does all that one call takes, and gives the length of the response. */
export type CodecCall = () => number;

const ID = 12_345;
const METHOD = 'stations.report';
const RESULT = { isNew: true, offset: 4711 };
/** Calls between looks at the clock. */
const ROUND = 50;

/** Measures a workload with each of its candidates, which take turns. */
export function measureCodecs(workload: CodecWorkload, repeats: number, { warmUpSeconds, seconds }: Budget): Row[] {
  const calls = workload.candidates.map((candidate) => ({
    candidate,
    call: codecCall(candidate, workload.params),
    samples: [] as Sample[],
  }));
  for (const { call } of calls) measure(call, warmUpSeconds);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { call, samples } of calls) samples.push({ callMicros: measure(call, seconds) });
  }
  return calls.map(({ candidate, samples }) => summarize(workload.name, candidate, samples));
}

/** The CPU time of one call in µs. */
function measure(call: CodecCall, seconds: number): number {
  const before = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  let count = 0;
  for (; performance.now() < end; count += ROUND) {
    for (let round = 0; round < ROUND; round++) call();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

/** Makes the call that a candidate serves. */
export function codecCall(candidate: CodecCandidate, params: CodecWorkload['params']): CodecCall {
  const { schema, value } = codecParams(params);
  const validator = paramsValidator(schema, compiledChecks);
  switch (candidate) {
    case 'json':
      return ownCall(jsonCodec, value, validator);
    case 'msgpack':
      return ownCall(msgpackCodec, value, validator);
    case 'JSON.parse':
      return jsonCall(value, validator);
    case 'msgpackr':
      return msgpackrCall(value, validator);
  }
}

function ownCall(codec: Codec, params: unknown, validator: Validator): CodecCall {
  const message: Message = codec.encode({ kind: 'request', id: ID, method: METHOD, params });
  return () => {
    const envelope = codec.decode(message);
    if (envelope.kind !== 'request') throw new Error(`a request came out as ${envelope.kind}`);
    check(validator, envelope.params);
    return codec.encode({ kind: 'response', id: envelope.id, result: RESULT }).length;
  };
}

function jsonCall(params: unknown, validator: Validator): CodecCall {
  const message = JSON.stringify({ jsonrpc: '2.0', id: ID, method: METHOD, params });
  return () => {
    const request = JSON.parse(message);
    check(validator, request.params);
    return JSON.stringify({ jsonrpc: '2.0', id: request.id, result: RESULT }).length;
  };
}

function msgpackrCall(params: unknown, validator: Validator): CodecCall {
  const packr: PackrClass = new Packr({ useRecords: false, mapsAsObjects: true });
  const message = Uint8Array.from(packr.pack([0, ID, METHOD, params]));
  return () => {
    const request = packr.unpack(message);
    check(validator, request[3]);
    return packr.pack([1, request[1], null, RESULT]).length;
  };
}

function check(validator: Validator, params: unknown): void {
  const answer = validator.receive(params);
  if (answer instanceof Promise || !answer.ok) throw new Error('params are refused');
}
