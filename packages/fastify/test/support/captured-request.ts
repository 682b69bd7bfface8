import { makeApp } from '@trunkline/test-kit/app';
import type { FastifyRequest } from 'fastify';

/** A real request to an app, for what takes one. */
export async function captureRequest(url = '/'): Promise<FastifyRequest> {
  const requests: FastifyRequest[] = [];
  const app = makeApp();
  app.get('/', (request) => {
    requests.push(request);
    return '';
  });
  await app.inject(url);
  const [request] = requests;
  if (request === undefined) throw new Error('no request came in');
  return request;
}
