export { decodeBase64, encodeBase64 } from '../envelope/base64.ts';
