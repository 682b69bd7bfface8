import { jsonCodec } from '@trunkline/protocol/wire';
import { describe, expect, it } from 'vitest';
import { EXCHANGES, exchangeText } from './exchange-files.ts';
import { replay } from './replay.ts';
import { readTranscript } from './transcript.ts';
import { CODECS } from './wire-form.ts';

const replays = [...EXCHANGES.keys()].flatMap((exchange) => {
  const transcript = readTranscript(exchange, exchangeText);
  const codecs = transcript.isPlain ? [jsonCodec] : CODECS;
  return transcript.roles.flatMap((role) => codecs.map((codec) => ({ exchange, transcript, role, codec, name: codec.name })));
});

describe('the exchanges', () => {
  it('are there', () => {
    expect(replays.length).toBeGreaterThan(0);
  });

  it.each(replays)('$exchange: the $role does as it says, in $name', ({ transcript, role, codec }) => {
    expect(() => replay(transcript, role, codec)).not.toThrow();
  });
});
