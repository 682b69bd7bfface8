export { msgpackCodec } from './codec/msgpack-codec.ts';
