export { isSystemErrorName, type SystemErrorName, systemErrors } from './envelope/error-code.ts';
export { OutcomeUnknownError, RpcError } from './envelope/rpc-error.ts';
