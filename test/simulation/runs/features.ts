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
  'dial failed',
  ...['recovered', 'not recovered', 'member skipped', 'handed over', 'revoked', 'caught up', 'ended: -32002'].map((what) => `room ${what}`),
  ...['epoch', 'trimmed', 'slow'].map((reason) => `gap: ${reason}`),
  ...['Forbidden', 'Internal', 'Unavailable'].map((name) => `join refused: ${name}`),
  ...['hole read from the log', 'value sent again', 'values read again', 'snapshot taken again', 'snapshot fails'],
  ...['presence told in full', 'presence counted'],
  ...['publish answered', 'publish sent again', 'publish repeated by its key', 'server publishes again'],
  ...['publish', 'subscribe', 'read', 'heads', 'values', 'members', 'setMember', 'removeMember', 'renewLease'].map(
    (method) => `broker fails: ${method}`,
  ),
  ...['store lost', 'credentials renewed', 'link congested', 'link drained'],
  ...['connecting', 'live', 'reconnecting', 'offline', 'closed'].map((status) => `status ${status}`),
  ...['recovered', 'not recovered', 'moved beside', 'room lost', 'credentials renewed'].map((what) => `${what} by the client`),
  ...['gap told to the application', 'application was behind', 'room joined by hand', 'loop left', 'stream left', 'callback fails'],
  ...['network lost', 'network said to be lost', 'publish answered to the application'],
  ...['Cancelled', 'Closed', 'DeadlineExceeded', 'Forbidden', 'OutcomeUnknown', 'Unavailable'].map((name) => `publish rejects: ${name}`),
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
  ...[
    '1006 by server',
    '4003 by client',
    '4004 by client',
    '4004 by server',
    '4001 by server',
    '4501 by server',
    '1000 by client',
    '4002 by server',
  ].map((close) => `closed ${close}`),
];

/** Those that did not happen. */
export function missingFeatures(features: Readonly<Record<string, number>>): string[] {
  return EXPECTED.filter((feature) => (features[feature] ?? 0) === 0);
}
