import { type Fault, one } from './mutant.ts';

const SERVER_CONNECTION = 'session/server-connection.ts';
const CLIENT_SESSION = 'session/client-session.ts';
const TRANSMISSION = 'session/transmission.ts';
const OUTBOX = 'session/outbox.ts';
const TABLE = 'session/session-table.ts';
const COUNT = 'this.#transmission.count(bytes, now);';

/** Faults of counting, keeping, confirming and sending again. */
const OF_COUNTING: readonly Fault[] = [
  one('refused content is not counted', '§2 ⚑', 'session/session.ts', COUNT, `if (envelope.kind !== 'refused') ${COUNT}`),
  one('control requests are counted', '§2 ⚑', 'envelope/envelope.ts', 'return envelope.id > 0;', 'return true;'),
  one('credit is not counted', '§2 ⚑', 'session/session.ts', COUNT, `if (envelope.kind !== 'credit') ${COUNT}`),
  one('cancels are not counted', '§2 ⚑', 'session/session.ts', COUNT, `if (envelope.kind !== 'cancel') ${COUNT}`),
  one('ack is one too high', '§4', TRANSMISSION, 'received: this.#receipt.received }', 'received: this.#receipt.received + 1 }'),
  one(
    'ack is one too low',
    '§4',
    TRANSMISSION,
    'received: this.#receipt.received }',
    'received: Math.max(0, this.#receipt.received - 1) }',
  ),
  one('acks are never sent', '§4', TRANSMISSION, '!this.#receipt.isDue(now)', 'true'),
  one(
    'what is sent while detached is lost',
    '§4',
    TRANSMISSION,
    'if (this.#isClosed) return 0;',
    'if (this.#link === undefined) return 0;',
  ),
  one(
    'what is too large is counted',
    '§10',
    TRANSMISSION,
    'const bytes = messageBytes(message);',
    'const bytes = messageBytes(message);\n    if (bytes > this.#peerLimits.messageBytes) this.#outbox.push({ message, bytes: 0, requestId: undefined });',
  ),
  one(
    'outbox forgets its newest',
    '§4',
    OUTBOX,
    'this.size > this.#limits.envelopes) this.#dropOldest();',
    'this.size > this.#limits.envelopes) this.#bytes -= this.#entries.pop()?.bytes ?? 0;',
  ),
  one(
    'outbox claims to reach one further back',
    '§4',
    OUTBOX,
    'received >= this.#sent - this.size',
    'received >= this.#sent - this.size - 1',
  ),
  one('outbox has no limit in bytes', '§4', OUTBOX, 'this.#bytes > this.#limits.bytes || ', ''),
  one(
    'outbox drops one that is not confirmed',
    '§4',
    OUTBOX,
    'this.size > this.#sent - received',
    'this.size > 0 && this.size >= this.#sent - received',
  ),
  one('what was received is sent again', '§4', TRANSMISSION, 'this.#outbox.acknowledge(peerReceived);', ''),
  one('nothing is sent again', '§4', TRANSMISSION, 'of this.#outbox.entries()', 'of []'),
  one('sent again in reverse', '§4 ⚑', TRANSMISSION, 'of this.#outbox.entries()', 'of [...this.#outbox.entries()].reverse()'),
  one('sent again with the old deadline', '§2', TRANSMISSION, 'requestId === undefined ? message', 'requestId !== 0 ? message'),
  {
    name: 'new envelopes overtake those that are sent again',
    rule: '§4 ⚑',
    edits: [
      { file: TRANSMISSION, replace: 'of this.#outbox.entries()', with: 'of []' },
      { file: TRANSMISSION, replace: 'this.#link = link;', with: 'this.#link = link;\n    this.again = [...this.#outbox.entries()];' },
      { file: TRANSMISSION, replace: '#isClosed = false;', with: '#isClosed = false;\n  again: any[] = [];' },
      {
        file: TRANSMISSION,
        replace: 'if (this.#link === undefined || !this.#receipt.isDue(now)) return;',
        with: 'if (this.#link === undefined || !this.#receipt.isDue(now)) return;\n    for (const { message } of this.again.splice(0)) this.#link.send(message);',
      },
    ],
  },
];

/** Faults of hellos, resumes and the end of sessions. */
const OF_RESUME: readonly Fault[] = [
  one(
    'generation is not checked at arrival',
    '§4 ⚑',
    SERVER_CONNECTION,
    'const hello = readHelloParams(envelope.params);\n    if (',
    'const hello = readHelloParams(envelope.params);\n    if (false && ',
  ),
  one(
    'generation is not checked at admission',
    '§4 ⚑',
    SERVER_CONNECTION,
    'const { id, hello } = this.#state;\n    if (',
    'const { id, hello } = this.#state;\n    if (false && ',
  ),
  one('generation that was accepted is not taken', '§4 ⚑', 'session/server-session.ts', 'this.#generation = generation;', ''),
  one('client does not raise its generation', '§4 ⚑', CLIENT_SESSION, 'this.#generation += 1;', ''),
  one('old connection is not fenced', '§4 ⚑', TABLE, 'offered.connection?.fence(now);', ''),
  one(
    'fenced connection is read on',
    '§4 ⚑',
    SERVER_CONNECTION,
    "const { session } = this;\n    this.#state = { kind: 'closed' };\n    this.link.close(ProtocolCloseCode.superseded",
    'const { session } = this;\n    this.link.close(ProtocolCloseCode.superseded',
  ),
  {
    name: 'counts are read before the old connection is fenced',
    rule: '§4 ⚑',
    edits: [
      { file: SERVER_CONNECTION, replace: '#state: State = ', with: 'early = -1;\n  #state: State = ' },
      {
        file: SERVER_CONNECTION,
        replace: "this.#state = { kind: 'deciding', id: envelope.id, hello };",
        with: "this.#state = { kind: 'deciding', id: envelope.id, hello };\n    this.early = this.#table.receivedOf(hello.session);",
      },
      {
        file: SERVER_CONNECTION,
        replace: 'received: session.session.received, resumed',
        with: 'received: resumed ? this.early : 0, resumed',
      },
      {
        file: TABLE,
        replace: '  #begin(codec: Codec',
        with: '  receivedOf(offer: any): number {\n    return this.#sessions.get(this.options.digest(offer?.token ?? ""))?.session.received ?? 0;\n  }\n\n  #begin(codec: Codec',
      },
    ],
  },
  one(
    'client reads its old connection on',
    '§4 ⚑',
    CLIENT_SESSION,
    "this.#current?.connection.close(ProtocolCloseCode.superseded, 'a newer connection', now);",
    '',
  ),
  one(
    'what is pipelined behind a hello is dropped',
    '§4',
    SERVER_CONNECTION,
    'for (const message of this.#held.takeAll()) this.receive(message, now);',
    '',
  ),
  one('anybody may resume a session', '§4', TABLE, '|| offered.principal !== admission.principal', ''),
  one('session that cannot go on is kept', '§4', TABLE, "this.end(offered, 'the client came back and could not go on');", ''),
  one('session that lost its connection is kept for ever', '§4', TABLE, 'this.#detached.add(session, address);', ''),
  one(
    'session is kept for a second less',
    '§4',
    'session/detached-sessions.ts',
    'if (session.detachedAt + this.#limits.keptMs > now) break;',
    'if (session.detachedAt + this.#limits.keptMs - 1_000 > now) break;',
  ),
  one(
    'refused hello costs the session',
    '§4',
    CLIENT_SESSION,
    'if (isSuperseded && offered !== undefined) this.#loseCurrent(close.reason, now);',
    'this.#loseCurrent(close.reason, now);',
  ),
  one(
    'dropped connection costs the session',
    '§3',
    CLIENT_SESSION,
    'if (isSuperseded || endsSession(close.code, close.sentBy))',
    'if (isSuperseded || close.code === 1006)',
  ),
  one('1009 does not end the session', '§4', 'envelope/close-code.ts', '[1003, 1007, 1009]', '[1003, 1007]'),
  one(
    'client that says goodbye may come back',
    '§4',
    'envelope/close-code.ts',
    "return sentBy === 'client' && (code === 1000 || code === 1001);",
    'return false;',
  ),
  one('drain costs the calls in flight', '§4', CLIENT_SESSION, 'if (previous.connection.isClosed) {', 'if (true) {'),
  one('ended session aborts nothing', '§4', 'session/session.ts', 'this.#incoming.sessionLost(cause);', ''),
  one('ended session forgets its calls', '§4', 'session/session.ts', 'return this.#outgoing.sessionLost(cause);', 'return [];'),
  one(
    'lost queries are dropped',
    '§4',
    CLIENT_SESSION,
    'this.#waiting.addAgain(session.end(new Error(reason)));',
    'session.end(new Error(reason));',
  ),
];

/** Faults of calls and streams, and of being alive. */
const OF_CALLS: readonly Fault[] = [
  one('mutations are re-sent', '§4', 'session/outgoing-call.ts', 'return this.request.isQuery && ', 'return '),
  one('queries that have delivered items are re-sent', '§4', 'session/outgoing-call.ts', ' && !this.#hasDelivered', ''),
  one('queries with input are re-sent', '§4', 'session/outgoing-call.ts', ' && !this.request.hasInput', ''),
  one('no query is re-sent', '§4', 'session/outgoing-call.ts', 'return this.request.isQuery && ', 'return false && '),
  one(
    'mutation given up after sending is reported as cancelled',
    '§3',
    'session/outgoing-call.ts',
    'if (this.request.isQuery) return cause;',
    'return cause;',
  ),
  one(
    'mutation whose callee sees first that it is late is reported as not run',
    '§3',
    'session/outgoing-call.ts',
    'this.fail(isExpired ? this.#outcomeAfterSending(error) : error);',
    'this.fail(error);',
  ),
  one('caller never sends a cancel', '§3', 'session/outgoing-calls.ts', "this.#transmission.send({ kind: 'cancel', id: call.id });", ''),
  one(
    'cancel aborts nothing',
    '§3',
    'session/incoming-calls.ts',
    "if (call !== undefined) this.#abort(call, systemError('Cancelled', 'the caller gave up'));",
    '',
  ),
  one(
    'abort is not answered',
    '§3',
    'session/incoming-calls.ts',
    'this.respond(call, { error: cause });\n    call.abort(cause);',
    'this.#calls.take(call.id);\n    call.abort(cause);',
  ),
  one('slot is never freed', '§3', 'session/incoming-calls.ts', 'this.#slotsTaken -= 1;', ''),
  one(
    'abort frees the slot',
    '§3',
    'session/incoming-calls.ts',
    'this.respond(call, { error: cause });\n    call.abort(cause);',
    'this.respond(call, { error: cause });\n    this.#slotsTaken -= 1;\n    call.abort(cause);',
  ),
  one('calls in flight have no limit', '§10', 'session/incoming-calls.ts', 'this.#slotsTaken >= this.#limits.calls', 'false'),
  one(
    'unconsumed input has no limit',
    '§3',
    'session/incoming-calls.ts',
    'this.#unconsumedBytes + bytes > this.#limits.unconsumedBytes',
    'false',
  ),
  one(
    'input of an aborted call counts for ever',
    '§3',
    'session/incoming-call.ts',
    'this.#answerer.inputConsumed(this.#input?.unconsumedBytes ?? 0);',
    '',
  ),
  one(
    'deadline does not abort a handler',
    '§3',
    'session/incoming-calls.ts',
    'for (const call of this.#calls.expired(now)) this.#abort',
    'for (const call of []) this.#abort',
  ),
  one(
    'deadline does not reject a call',
    '§3',
    'session/outgoing-calls.ts',
    'for (const call of this.#calls.expired(now)) call.expire();',
    '',
  ),
  one('credit does not count items', '§3 ⚑', 'session/send-window.ts', 'this.#sizes.length < this.#credit && ', ''),
  one('credit does not count bytes', '§3 ⚑', 'session/send-window.ts', ' && this.#bytes < SEND_WINDOW_BYTES', ''),
  one('credit returns the newest first', '§3 ⚑', 'session/send-window.ts', 'this.#sizes.splice(0, count)', 'this.#sizes.splice(-count)'),
  one(
    'credit is granted again on resume',
    '§3',
    'session/outgoing-calls.ts',
    "return call === undefined ? { kind: 'cancel', id } :",
    "call?.carriedBy(this, id, { input: this.#transmission.peerLimits.credit, items: this.#limits.credit });\n    return call === undefined ? { kind: 'cancel', id } :",
  ),
  one('credit is never returned', '§3', 'session/receive-window.ts', 'const count = this.#consumed;', 'const count = 0;'),
  one(
    'input of a call that waited does not begin',
    '§3',
    'session/outgoing-call.ts',
    'else if (this.request.hasInput) this.#observer.onWritable();',
    '',
  ),
  one('end of a stream is dropped', '§3', 'session/session.ts', 'this.#incoming.end(envelope);', ''),
  one('late timer declares death', '§8', 'session/liveness.ts', ' && now <= deadline + PUNCTUAL_WITHIN_MS', ''),
  one('what comes in is no sign of life', '§8', 'session/liveness.ts', 'this.#heardAt = now;\n    this.#askedAt = undefined;', ''),
  one(
    'silence is no sign of death',
    '§8',
    'session/client-connection.ts',
    "if (verdict === 'dead') this.close",
    "if (verdict === 'dead' && false) this.close",
  ),
  one(
    'client does not come back',
    '§7',
    'reconnect/reconnect-policy.ts',
    'this.#failures += 1;',
    'this.#failures += 1;\n    if (this.#failures > 1) this.#wait = undefined;',
  ),
];

/** Faults of the session machines. */
export const SESSION_MUTANTS: readonly Fault[] = [...OF_COUNTING, ...OF_RESUME, ...OF_CALLS];
