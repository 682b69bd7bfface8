/** The names of the errors that belong to the system. A contract may not declare one of them. */
export const systemErrors = [
  'Cancelled',
  'Closed',
  'DeadlineExceeded',
  'Forbidden',
  'Internal',
  'InvalidParams',
  'InvalidRequest',
  'MethodNotFound',
  'NotJoined',
  'OutcomeUnknown',
  'Parse',
  'TooLarge',
  'TooMany',
  'Unauthenticated',
  'Unavailable',
] as const;

/** One of {@link systemErrors}. */
export type SystemErrorName = (typeof systemErrors)[number];

/** The code of each system error on the wire (protocol §6). `Closed` and `OutcomeUnknown` are local: no peer can send them, their code is 0. */
export const ERROR_CODES: Readonly<Record<SystemErrorName, number>> = {
  Parse: -32700,
  InvalidRequest: -32600,
  MethodNotFound: -32601,
  InvalidParams: -32602,
  Internal: -32603,
  Cancelled: -32800,
  Unauthenticated: -32001,
  Forbidden: -32002,
  DeadlineExceeded: -32004,
  TooMany: -32005,
  Unavailable: -32006,
  TooLarge: -32007,
  NotJoined: -32008,
  Closed: 0,
  OutcomeUnknown: 0,
};

/** The code of every error that a contract declares; its name tells which. */
export const DECLARED_ERROR_CODE = 1;

// Both look through the lists themselves. Whoever imports something else of this module gets no index built, and bundlers leave all of it out.

/** The system error that a code on the wire stands for, if it is one. */
export function systemErrorOf(code: number): SystemErrorName | undefined {
  return code === 0 ? undefined : systemErrors.find((name) => ERROR_CODES[name] === code);
}

/** Tells whether a name is one of {@link systemErrors}. */
export function isSystemErrorName(name: string): name is SystemErrorName {
  return Object.hasOwn(ERROR_CODES, name);
}
