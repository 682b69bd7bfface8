import { systemError } from '@trunkline/fastify';
import { waitFor } from '@trunkline/test-kit/wait-for';
import { describe, expect, it } from 'vitest';
import { startEditor, startServer } from '../support/editing.ts';

describe('provider', () => {
  it('sends again by the platform’s timers what a busy server did not take', async () => {
    const server = await startServer();
    const ann = startEditor(server);
    server.refusal = systemError('Unavailable');
    ann.text.insert(0, 'patience');
    await waitFor(() => server.refused === 1, 'the refusal');
    server.refusal = undefined;
    await waitFor(() => ann.provider.state.pending === 0, 'the update to be taken');
    expect({ text: server.doc.getText('text').toString(), refused: server.refused }).toEqual({ text: 'patience', refused: 1 });
  });
});
