import fastifyCookie from '@fastify/cookie';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { catalogue, type ErrorCode, HubError } from '../domain/errors.ts';

const mostBytes = 100 * 1024;

const securityHeaders: Record<string, string> = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

type ServerError = Error & { statusCode?: number };

function statusOf(error: ServerError): number {
  return error instanceof HubError ? catalogue[error.code].status : (error.statusCode ?? 500);
}

// What the server itself refuses, before a route has seen it.
const refusals: Readonly<Record<number, ErrorCode>> = { 413: 'BODY_TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' };

function codeOf(error: ServerError, status: number): ErrorCode {
  if (error instanceof HubError) return error.code;
  return refusals[status] ?? (status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL');
}

/** The HTTP server with what holds for every route: limits, headers, and errors without insides. */
export function httpServer(log: Logger, secure: boolean): FastifyInstance {
  const app = fastify({
    bodyLimit: mostBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: true,
    trustProxy: false,
  });
  app.register(fastifyCookie);
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(securityHeaders)) reply.header(name, value);
    if (secure) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains');
  });
  app.setErrorHandler((error: ServerError, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: request.url.split('?')[0] }, 'a request failed');
    const message = status < 500 ? error.message : catalogue.INTERNAL.sentence;
    return reply.code(status).send({ errors: [{ message, extensions: { code: codeOf(error, status) } }] });
  });
  return app;
}
