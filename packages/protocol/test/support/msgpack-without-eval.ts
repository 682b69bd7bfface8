// Run by Node: prints how often code was made of text while the codec was loaded and read what msgpackr makes code for.

let made = 0;
const count = (): never => {
  made += 1;
  throw new EvalError('code generation is forbidden');
};
globalThis.Function = new Proxy(Function, { construct: count, apply: count });

const { msgpackCodec } = await import('../../src/msgpack.ts');

/** An item that is a record of msgpackr with one key. */
const record = Uint8Array.of(0x95, 3, 1, 0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 1);
const outcomes: unknown[] = [];
for (let round = 0; round < 10; round += 1) {
  const message = msgpackCodec.encode({ kind: 'item', id: 1, item: { a: 1 } });
  outcomes.push(msgpackCodec.decode(message).kind);
  try {
    msgpackCodec.decode(record);
  } catch (error) {
    outcomes.push(error instanceof Error ? error.message : error);
  }
}
process.stdout.write(JSON.stringify({ made, outcomes: [...new Set(outcomes)] }));
