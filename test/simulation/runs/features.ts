/** What has to happen somewhere in a thousand seeds. A simulation that never gets somewhere proves nothing about it. */
const EXPECTED: readonly string[] = [
  'resumed',
  'resume refused: outbox',
  'resume refused: unknown',
  'hello outdated at admission',
  'hello refused',
  'session expired',
  'session ended',
  'query re-sent',
  'moved beside',
  'server calls',
  'producer waits for credit',
  'room recovered',
  'room not recovered',
  'room member skipped',
  'room revoked',
  'room suspended',
  'join refused',
  'snapshot',
  'gap',
  'dial failed',
  ...[
    'ok',
    'SoldOut',
    'Internal',
    'TooLarge',
    'TooMany',
    'InvalidRequest',
    'Cancelled',
    'DeadlineExceeded',
    'Closed',
    'OutcomeUnknown',
  ].map((name) => `outcome ${name}`),
  ...['Cancelled', 'DeadlineExceeded', 'Closed', 'TooMany'].map((name) => `abort ${name}`),
  ...['1006 by server', '4003 by client', '4004 by client', '4004 by server', '4001 by server', '4501 by server', '1000 by client'].map(
    (close) => `closed ${close}`,
  ),
];

/** Those that did not happen. */
export function missingFeatures(features: Readonly<Record<string, number>>): string[] {
  return EXPECTED.filter((feature) => (features[feature] ?? 0) === 0);
}
