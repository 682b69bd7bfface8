/** What a frame carries (RFC 6455 §5.2). 3–7 and 11–15 are reserved. */
export const Opcode = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** One of the six opcodes that RFC 6455 defines. */
export type Opcode = (typeof Opcode)[keyof typeof Opcode];

/** The opcode with which a message begins. */
export type MessageOpcode = typeof Opcode.text | typeof Opcode.binary;

/** Most payload bytes a control frame may have (RFC 6455 §5.5). */
export const MAX_CONTROL_PAYLOAD = 125;

/** Tells a defined opcode from a reserved one. */
export function isOpcode(bits: number): bits is Opcode {
  return bits <= Opcode.binary || (bits >= Opcode.close && bits <= Opcode.pong);
}

/** Tells close, ping and pong from the frames that carry messages: their top bit is set (RFC 6455 §5.5). */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}
