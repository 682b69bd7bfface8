import type { MaybeLater, Validated } from '@trunkline/protocol';
import { invalidParams } from '@trunkline/protocol/wire';

/** The value that a peer sent, as the contract reads it. @throws {RpcError} `InvalidParams` with the issues. */
export async function received(answer: MaybeLater, what: string): Promise<unknown> {
  const validated: Validated = await answer;
  if (validated.ok) return validated.value;
  throw invalidParams(what, validated.issues);
}

/** The value that the application gives, as it goes out. @throws {TypeError} with the issues. */
export async function given(answer: MaybeLater, what: string): Promise<unknown> {
  const validated: Validated = await answer;
  if (validated.ok) return validated.value;
  const issues = validated.issues.map(({ path, message }) => `${path === '' ? what : path} ${message}`);
  throw new TypeError(`${what}: ${issues.join('; ')}`);
}
