import { type Case, conversations, type Step } from '../case.ts';
import type { FrameParts } from '../frame-fixture.ts';
import { binaryStart, last, more, ping, pong, text, textStart } from '../frames.ts';
import { closes, expects, fails, send } from '../steps.ts';

const test = conversations('RFC 6455 §5.4 orders of frames');

/** The frames of which every order of three is tried. */
const FRAMES: Readonly<Record<string, FrameParts>> = {
  text: text('t'),
  'text…': textStart('T'),
  'binary…': binaryStart('B'),
  '…more…': more('m'),
  '…last': last('l'),
  ping: ping('p'),
};

const NAMES = Object.keys(FRAMES);
const ORDERS = NAMES.flatMap((first) => NAMES.flatMap((second) => NAMES.map((third) => [first, second, third])));

/** What §5.4 says of an order: the answers, and whether it is one that may not be. */
function judge(order: readonly string[]): { answers: FrameParts[]; isLegal: boolean } {
  const answers: FrameParts[] = [];
  let first = 0;
  let payload = '';
  for (const name of order) {
    const frame = FRAMES[name] ?? text('');
    const opcode = frame.first & 0x0f;
    if (opcode === 9) answers.push(pong(frame.payload));
    else if ((opcode === 0) === (first === 0)) return { answers, isLegal: false };
    else {
      if (opcode !== 0) first = frame.first | 0x80;
      payload += Buffer.from(frame.payload).toString();
      if (frame.first < 0x80) continue;
      answers.push({ first, payload: Buffer.from(payload) });
      first = 0;
      payload = '';
    }
  }
  return { answers, isLegal: true };
}

function scriptOf(order: readonly string[]): Step[] {
  const { answers, isLegal } = judge(order);
  const frames = order.map((name) => FRAMES[name] ?? text(''));
  return [send(...frames), ...(answers.length > 0 ? [expects(...answers)] : []), ...(isLegal ? closes() : fails(1002))];
}

export const fragmentOrders: readonly Case[] = ORDERS.map((order) => test(order.join(', '), scriptOf(order)));
