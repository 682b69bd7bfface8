/** 128 random bits as text. `crypto.randomUUID` is there in secure contexts only, and a phone comes over the local network. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
