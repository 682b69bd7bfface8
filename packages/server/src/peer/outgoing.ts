import type { MaybeLater, ValidationIssue, Validator } from '@trunkline/protocol';

/** What a handler gave to be sent is not what the contract says: a bug of the application, which its caller is not told. */
export class InvalidOutputError extends Error {
  override readonly name = 'InvalidOutputError';
  readonly issues: readonly ValidationIssue[];

  constructor(what: string, issues: readonly ValidationIssue[]) {
    super(`${what} is not what the contract says: ${issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')}`);
    this.issues = issues;
  }
}

/** Brings a value into the form in which it is sent. Whether it is checked besides costs more than all else; what has to be transformed is. */
export function outgoing({ send, encode }: Validator, value: unknown, isChecking: boolean): MaybeLater {
  return isChecking ? send(value) : encode(value);
}
