import { expect, it } from 'vitest';
import { tlsForOtherOrigin } from '../../src/node/tls-for-other-origin.ts';

it('tlsForOtherOrigin keeps whom to trust, and nothing of the client or of the first server', () => {
  const trust = { ca: 'ca', minVersion: 'TLSv1.3' as const, rejectUnauthorized: true };
  const own = { cert: 'cert', key: 'key', passphrase: 'secret', pfx: 'pfx', servername: 'first.example', pskCallback: () => null };
  expect(tlsForOtherOrigin({ ...trust, ...own })).toEqual(trust);
});
