export type { TextCodec } from './bytes/text-codec.ts';
