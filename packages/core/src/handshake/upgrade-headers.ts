/** The one version of the protocol that there is (RFC 6455 §4.1). */
export const WEBSOCKET_VERSION = '13';

/** Tells whether an element of an `Upgrade` header is `websocket`, in any case of ASCII letters (RFC 6455 §4.1, §4.2.1). */
export function isWebSocket(element: string): boolean {
  return /^websocket$/i.test(element); // `toLowerCase` would also take the Kelvin sign for a k
}

/** Tells whether an element of a `Connection` header is `Upgrade`, in any case of ASCII letters (RFC 6455 §4.1, §4.2.1). */
export function isUpgrade(element: string): boolean {
  return /^upgrade$/i.test(element);
}
