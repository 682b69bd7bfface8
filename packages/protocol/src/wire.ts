export { ProtocolCloseCode } from './envelope/close-code.ts';
export type { Codec } from './envelope/codec.ts';
export { type CodecName, EncodedValue } from './envelope/encoded-value.ts';
export * from './envelope/envelope.ts';
export { EnvelopeError, type EnvelopeProblem } from './envelope/envelope-error.ts';
export * from './envelope/error-code.ts';
export * from './envelope/limits.ts';
export { type Message, messageBytes } from './envelope/message.ts';
export * from './envelope/rpc-error.ts';
