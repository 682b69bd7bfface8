import { makeApp } from '@trunkline/test-kit/app';
import { VERSIONS } from '@trunkline/test-kit/fastify-versions';
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { describe, expect, it } from 'vitest';
import { rootOf } from '../../src/plugin/root-of.ts';

describe.each(VERSIONS)('rootOf in $name', (version) => {
  it('finds the app, from itself and from every depth, and that can be made ready at any time', async () => {
    const app = makeApp({}, version);
    const instances: FastifyInstance[] = [app];
    const plugin: FastifyPluginAsync = async (child) => {
      instances.push(child);
      if (instances.length < 4) await child.register(plugin, { prefix: '/deeper' });
    };
    await app.register(plugin);
    expect(instances.map((instance) => rootOf(instance) === rootOf(app))).toEqual([true, true, true, true]);
    expect(new Set(instances).size).toBe(4);
    for (const instance of instances) await rootOf(instance).ready();
  });
});
