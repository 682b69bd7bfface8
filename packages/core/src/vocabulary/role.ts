/** Which side of a connection an endpoint is. It decides masking (RFC 6455 §5.1) and who ends TCP first (§7.1.1). */
export type Role = 'client' | 'server';
