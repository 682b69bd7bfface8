import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { EXCHANGES, exchangeText } from './exchange-files.ts';
import { replay } from './replay.ts';
import { type Line, type Role, readTranscript, type Transcript } from './transcript.ts';

const replays = [...EXCHANGES.keys()].flatMap((exchange) => {
  const transcript = readTranscript(exchange, exchangeText);
  return transcript.roles.map((role) => ({ exchange, transcript, role }));
});

/** The indexes of the lines that say what a role does or sees. */
function expectations({ lines }: Transcript, role: Role): number[] {
  return lines.flatMap((line, index) => {
    const isExpected = line.kind === 'send' || line.kind === 'close' || line.kind === 'see';
    return isExpected && line.by === role ? [index] : [];
  });
}

/** The same line with one thing that is not so. */
function altered(line: Line): Line {
  if (line.kind === 'see') return { ...line, seen: { ...line.seen, besides: 1 } };
  if (line.kind === 'close') return { ...line, close: [line.close[0], `${line.close[1]}!`] };
  if (line.kind === 'send' && 'json' in line.message) return { ...line, message: { json: { ...Object(line.message.json), besides: 1 } } };
  return line;
}

function isNoticed(transcript: Transcript, role: Role, lines: readonly Line[]): boolean {
  try {
    replay({ ...transcript, lines }, role, jsonCodec);
    return false;
  } catch {
    return true;
  }
}

describe('replay', () => {
  it.each(replays)('notices each line about the $role that is missing in $exchange', ({ transcript, role }) => {
    const { lines } = transcript;
    const unnoticed = expectations(transcript, role).filter((at) => !isNoticed(transcript, role, lines.toSpliced(at, 1)));
    expect(unnoticed.map((at) => lines[at]?.place)).toEqual([]);
  });

  it.each(replays)('notices each line about the $role that is altered in $exchange', ({ transcript, role }) => {
    const { lines } = transcript;
    const unnoticed = expectations(transcript, role).filter(
      (at) =>
        !isNoticed(
          transcript,
          role,
          lines.map((line, index) => (index === at ? altered(line) : line)),
        ),
    );
    expect(unnoticed.map((at) => lines[at]?.place)).toEqual([]);
  });

  it.each(replays)('notices each line about the $role that stands twice in $exchange', ({ transcript, role }) => {
    const { lines } = transcript;
    const twice = (at: number) => lines.flatMap((line, index) => (index === at ? [line, line] : [line]));
    const unnoticed = expectations(transcript, role).filter((at) => !isNoticed(transcript, role, twice(at)));
    expect(unnoticed.map((at) => lines[at]?.place)).toEqual([]);
  });
});

/** One wrong line of each kind: what stands in the file, what stands there instead, who notices, and where. */
const wrongLines: readonly (readonly [kind: string, exchange: string, is: string, was: string, role: Role, complaint: string])[] = [
  ['the time of a message', 'resume', '"at":1150,"by":"client","send"', '"at":1149,"by":"client","send"', 'client', 'time goes back'],
  ['the time of a timer', 'ping', '"at":25010', '"at":25009', 'client', 'ping:2'],
  ['what a client says in its hello', 'hello-manifest-known', '"contract":"c1"}', '"contract":"c2"}', 'client', 'hello-manifest-known:3'],
  ['a connection beside', 'drain', '"beside":true,', '', 'client', 'drain:'],
  ['a message of the peer', 'call', '"id":3,"error":{"code"', '"id":99,"error":{"code"', 'client', 'call:'],
  ['a raw message', 'request-refused', '"params\\":5', '"params\\":[5]', 'server', 'request-refused:3'],
  ['the code of a close', 'banned', '"close":[4503', '"close":[4002', 'client', 'banned:9'],
  ['who sees a cut', 'late-bytes', '"cut":"a","seenBy":"client"', '"cut":"a"', 'server', 'late-bytes:'],
  ['when a message arrives', 'cancel-crossing', '{"at":130,"by":"network","arrives":"cancel"}\n', '', 'server', 'cancel-crossing:'],
  ['an action of the application', 'stream-out', '"do":"takeItem"', '"do":"cancel"', 'client', 'stream-out:'],
  ['an action of the server', 'resume-other-principal', '"principal":"bob"', '"principal":"ann"', 'server', 'resume-other-principal:'],
  ['a sleep', 'ping-after-sleep', '{"at":30000,"by":"client","do":"sleep"}\n', '', 'client', 'ping-after-sleep:'],
  ['an action in a room', 'room-join', '"do":"leave"', '"do":"setState","state":1', 'client', 'room-join:'],
  ['the outbox of both sides', 'resume-impossible', '"outboxEnvelopes":2', '"outboxEnvelopes":9', 'server', 'resume-impossible:'],
  ['an action of plain JSON-RPC', 'plain-single', '"result":5}\n', '"result":6}\n', 'server', 'plain-single:6'],
];

describe('a wrong line', () => {
  it.each(wrongLines)('is noticed: %s', (_, exchange, is, was, role, complaint) => {
    expect(exchangeText(exchange)).toContain(is);
    const textOf = (file: string) => (file === exchange ? exchangeText(file).replace(is, was) : exchangeText(file));
    expect(() => replay(readTranscript(exchange, textOf), role, jsonCodec)).toThrow(complaint);
  });
});

/** Lines that say nothing that anybody understands. */
const unreadable = [
  { fault: 'no JSON', line: '{"at":0' },
  { fault: 'nothing that happens', line: '{"at":0,"by":"client"}' },
  { fault: 'an action that nobody knows', line: '{"at":0,"by":"client","do":"dance"}' },
  { fault: 'a member that nobody knows', line: '{"at":0,"by":"client","open":"a","slowly":true}' },
  { fault: 'an action with a member that nobody knows', line: '{"at":0,"by":"client","do":"quit","reason":"","now":true}' },
  { fault: 'somebody else', line: '{"at":0,"by":"proxy","close":[1000,""]}' },
  { fault: 'the arrival of what was never sent', line: '{"at":0,"by":"network","arrives":"b"}' },
  { fault: 'no time', line: '{"by":"client","open":"a"}' },
];

describe('readTranscript', () => {
  it.each(unreadable)('names the line that has $fault', ({ line }) => {
    expect(() => readTranscript('one', () => `{"title":"One"}\n${line}\n`)).toThrow('one:2');
  });

  it('names the heading that has a member that nobody knows', () => {
    expect(() => readTranscript('one', () => '{"title":"One","role":"client"}\n')).toThrow('one:1');
  });
});
