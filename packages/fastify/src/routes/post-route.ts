import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers the body of a `POST`; `undefined` where there is nothing to say. Rejects with what Fastify is to answer. */
export type PostAnswer = (text: string, request: FastifyRequest, signal: AbortSignal) => Promise<string | undefined>;

export interface PostRouteOptions {
  readonly path: string;
  /** Most bytes of a body; past it 413. */
  readonly bodyLimit: number;
  /** Runs before the body is read, for example the look at the origin. */
  readonly onRequest: (request: FastifyRequest) => Promise<void>;
  readonly answer: PostAnswer;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** Makes the route for JSON-RPC over HTTP (protocol §6.1): an ordinary one, with all hooks; any other body than JSON is answered 415. */
export function postRoute(app: FastifyInstance, { path, bodyLimit, onRequest, answer }: PostRouteOptions): void {
  // The text is wanted as it came: a number as an id must not have lost its digits.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.route<{ Body: string | undefined }>({
    method: 'POST',
    url: path,
    bodyLimit,
    onRequest,
    async handler(request, reply) {
      const text = await answer(request.body ?? '', request, abortedWith(reply));
      if (text === undefined) return reply.code(204).send();
      return reply.type(JSON_TYPE).send(text);
    },
  });
}

/** A signal that is aborted when the client goes away before it is answered. */
function abortedWith({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (!raw.writableFinished) controller.abort();
  };
  // It may have gone while hooks ran.
  if (raw.destroyed) abort();
  else raw.once('close', abort);
  return controller.signal;
}
