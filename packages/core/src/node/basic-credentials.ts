import { Buffer } from 'node:buffer';
import { unescape as percentDecode } from 'node:querystring';

/** Turns a URL's user name and password into HTTP's Basic credentials (RFC 7617); `undefined` where the URL has none. */
export function basicCredentials({ username, password }: { readonly username: string; readonly password: string }): string | undefined {
  if (username === '' && password === '') return undefined;
  // Unlike `decodeURIComponent` it takes a stray % as it is: one that a URL may have.
  return `Basic ${Buffer.from(`${percentDecode(username)}:${percentDecode(password)}`).toString('base64')}`;
}
