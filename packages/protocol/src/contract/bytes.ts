import { Refine, type TUnsafe, Unknown, Unsafe } from 'typebox';
import { isBytes } from '../envelope/bytes.ts';

const MESSAGE = 'must be bytes';

/**
 * The schema of a `Uint8Array`, which TypeBox 1.x does not have.
 *
 * Binary in MessagePack, tagged base64 in JSON, plain base64 for plain JSON-RPC (protocol §2). Stands wherever a schema may.
 */
export function bytes(): TUnsafe<Uint8Array> {
  const schema = Unsafe<Uint8Array>(Refine(Unknown(), isBytes, () => MESSAGE));
  // Hidden, as TypeBox hides what is not JSON Schema; modifiers such as Optional carry it along.
  return Object.defineProperty(schema, '~trunkline', { value: 'bytes' });
}

/** Tells whether a schema was made by {@link bytes}, by another copy of this package too, perhaps modified or refined since. */
export function isBytesSchema(schema: object): boolean {
  return '~trunkline' in schema && schema['~trunkline'] === 'bytes';
}
