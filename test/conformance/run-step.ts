import { isUtf8 } from 'node:buffer';
import { isDeepStrictEqual } from 'node:util';
import type { Step } from './case.ts';
import { within } from './deadline.ts';
import { encodeFrame, headerBytes, showBytes, showFrame, type WireFrame } from './frame-fixture.ts';
import type { Message, ReceivedMessage } from './message-codec.ts';
import type { RawPeer } from './raw-peer.ts';
import type { Stage } from './stage.ts';

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

/** Does one step of a script. Rejects when something else came than what the step expects. */
export async function runStep(step: Step, stage: Stage): Promise<void> {
  const { peer, subject } = stage;
  switch (step.kind) {
    case 'send':
      return await peer.send(step.frames, step);
    case 'sendMessage':
      return await peer.send(await stage.codec.encode(step.message, step.compress, step.fragments), step);
    case 'expect':
      return await expectFrames(peer, step.frames);
    case 'expectMessage':
      return await expectMessage(stage, step);
    case 'expectClose':
      return await expectClose(peer, step.code);
    case 'expectEnd':
      return await expectEnd(stage, step);
    case 'expectCut':
      return await expectCut(stage, step.afterMs);
    case 'expectClosure':
      return await expectClosure(stage, step);
    case 'expectFreshKeys':
      return expectFreshKeys(peer);
    case 'end':
      return peer.end();
    case 'cut':
      return peer.cut();
    case 'subject':
      return runSubject(await within(subject.socket, 'the connection to open'), step);
  }
}

async function expectFrames(peer: RawPeer, frames: readonly WireFrame[]): Promise<void> {
  for (const [index, frame] of frames.entries()) {
    const expected = encodeFrame(frame);
    const received = await takeFrame(peer, () => `frame ${index + 1} of ${frames.length}, ${showFrame(expected)},`);
    if (!received.equals(expected)) fail(showFrame(expected), showFrame(received));
  }
}

async function takeFrame(peer: RawPeer, expected: () => string): Promise<Buffer> {
  const received = await peer.nextFrame();
  if (typeof received === 'string') throw new Error(`${expected()} did not come; TCP ended (${received})`);
  return received.bytes;
}

async function expectMessage({ peer, codec }: Stage, { message, isCompressed }: StepOf<'expectMessage'>): Promise<void> {
  let received: ReceivedMessage | undefined;
  while (received === undefined) received = codec.accept(await takeFrame(peer, () => showMessage(message)));
  if (received.kind !== message.kind || !Buffer.from(received.payload).equals(message.payload)) {
    fail(showMessage(message), showMessage(received));
  }
  if (isCompressed !== undefined && received.isCompressed !== isCompressed) {
    fail(isCompressed ? 'a compressed message' : 'a plain message', 'the opposite');
  }
}

async function expectClose(peer: RawPeer, code: number): Promise<void> {
  const frame = await takeFrame(peer, () => `a close frame with ${code}`);
  const payload = frame.subarray(headerBytes(frame.readUInt8(1)));
  const isClose = frame.readUInt8(0) === 0x88 && payload.length >= 2 && payload.readUInt16BE(0) === code;
  if (!isClose) fail(`a close frame with ${code}`, showFrame(frame));
  if (!isUtf8(payload.subarray(2))) fail('a close reason in UTF-8', showFrame(frame));
}

async function expectEnd({ side, peer }: Stage, { first }: StepOf<'expectEnd'>): Promise<void> {
  const peerIsFirst = first === 'server' && side === 'client';
  if (peerIsFirst) peer.end();
  const received = await peer.nextFrame();
  if (typeof received !== 'string') fail('the end of TCP', showFrame(received.bytes));
  if (received === 'cut') fail('the end of TCP', 'a reset');
  if (!peerIsFirst) peer.end();
  if ((await peer.incoming.closed('TCP to be over')) === 'cut') fail('the end of TCP', 'a reset after it');
}

async function expectCut({ peer, startedAt }: Stage, afterMs: number): Promise<void> {
  const received = await peer.nextFrame();
  const waitedMs = Math.ceil(performance.now() - startedAt);
  if (typeof received !== 'string') fail('the end of TCP', showFrame(received.bytes));
  if (waitedMs < afterMs) fail(`the end of TCP after ${afterMs} ms`, `${received} after ${waitedMs} ms`);
}

async function expectClosure({ subject }: Stage, step: StepOf<'expectClosure'>): Promise<void> {
  const { code, reason, wasClean } = await within(subject.closure, 'onClose');
  const reported = { code, reason, wasClean };
  if (!isDeepStrictEqual(reported, step.closure)) fail(`onClose ${JSON.stringify(step.closure)}`, JSON.stringify(reported));
}

function expectFreshKeys({ maskingKeys }: RawPeer): void {
  const distinct = new Set(maskingKeys).size;
  if (distinct < maskingKeys.length) fail(`${maskingKeys.length} different masking keys`, `${distinct}`);
}

function runSubject(socket: Parameters<StepOf<'subject'>['does']>[0], { does, throws }: StepOf<'subject'>): void {
  let thrown = 'nothing';
  try {
    does(socket);
  } catch (error) {
    thrown = error instanceof Error ? error.name : String(error);
  }
  if (thrown !== (throws ?? 'nothing')) fail(`the call to throw ${throws ?? 'nothing'}`, thrown);
}

function showMessage({ kind, payload }: Message): string {
  return `${kind} ${showBytes(payload)}`;
}

function fail(expected: string, actual: string): never {
  throw new Error(`expected ${expected}\n  but got ${actual}`);
}
