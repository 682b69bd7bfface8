/** The user can do something about it: the message says what, and is printed without a stack. */
export class CreateError extends Error {
  override readonly name = 'CreateError';
}

/** What codes of the file system mean to the user. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the disk cannot be written to',
  ENOSPC: 'the disk is full',
  EEXIST: 'this is a file',
  ENAMETOOLONG: 'a name in this path is too long',
  ENOTDIR: 'a part of this path is a file',
};

/** Turns what the file system threw into what the user can do; any other error stays as it is. */
export function createErrorFrom(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return error;
  const reason = REASONS[String(error.code)];
  return reason === undefined ? error : new CreateError(`${error.path}: ${reason}; choose another folder`, { cause: error });
}
