import type { FastifyInstance } from 'fastify';

/** Sets routes up in a scope of their own. What that throws, for example because a route is there already, fails the start of the app. */
export function inChild(app: FastifyInstance, setUp: (child: FastifyInstance) => void): void {
  app.register((child, _, done) => {
    try {
      setUp(child);
    } catch (error) {
      // Thrown in here it would be an uncaught exception.
      done(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    done();
  });
}
