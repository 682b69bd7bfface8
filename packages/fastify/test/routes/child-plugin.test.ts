import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { inChild } from '../../src/routes/child-plugin.ts';

describe('inChild', () => {
  it('sets up in a scope of its own', async () => {
    const app = Fastify();
    inChild(app, (child) => {
      child.decorate('own', 1);
      child.get('/a', () => 'a');
    });
    await app.ready();
    expect([app.hasDecorator('own'), (await app.inject('/a')).body]).toEqual([false, 'a']);
    await app.close();
  });

  it('fails the start with what is thrown, a route that is there already for example', async () => {
    const app = Fastify();
    app.get('/a', () => 'theirs');
    inChild(app, (child) => child.get('/a', () => 'ours'));
    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_ERR_DUPLICATED_ROUTE' });
  });
});
