import type { OutboundEnvelope } from '../../src/envelope/envelope.ts';

/** An envelope for each place where content stands, with that value there; in params, within an array and an object. */
export function everyContent(value: unknown): readonly OutboundEnvelope[] {
  const error = { code: 1, message: '', data: value };
  return [
    { kind: 'request', id: 1, method: 'm', params: [value] },
    { kind: 'notify', method: 'm', params: { value } },
    { kind: 'response', id: 1, result: value },
    { kind: 'response', id: 1, error },
    { kind: 'item', id: 1, item: value },
    { kind: 'end', id: 1, error },
    { kind: 'event', room: 1, offset: 0, name: 'e', data: value },
    { kind: 'events', room: 1, firstOffset: 1, events: [['e', value]] },
    { kind: 'snapshot', room: 1, epoch: '', offset: 0, data: value },
    { kind: 'presence', room: 1, full: true, changes: [['p', value]] },
    { kind: 'revoked', room: 1, error },
  ];
}
