import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import type { Credentials } from '../access/authenticate.ts';
import { HubError } from '../domain/errors.ts';
import { presentError } from './graphql-errors.ts';
import { checkLimits, mostTokens } from './limits.ts';
import { type ContextParts, requestContext } from './request-context.ts';

const mostBytes = 64 * 1024;
const mostSubscriptions = 20;
const mostSockets = 2000;

interface Connection {
  credentials: Credentials;
  gone: AbortController;
  running: Set<string>;
}

interface Extra extends Record<PropertyKey, unknown> {
  request: IncomingMessage;
  connection?: Connection;
}

/** The value of one cookie of an upgrade request. */
function cookieIn(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.trim().split('=');
    if (key === name) return decodeURIComponent(value.join('='));
  }
  return undefined;
}

/** A page of another site may not use the cookie of this one: browsers send it, so the origin has to fit. */
function ownOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

function shown(error: unknown, log: Logger): GraphQLFormattedError {
  const known = error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
  return presentError(known.toJSON(), known, log);
}

/**
 * Serves the API over WebSocket at `/graphql`, by the graphql-ws protocol, with the same limits and the same errors as
 * over HTTP. Returns what closes it.
 */
export function serveGraphqlWs(
  server: Server,
  schema: GraphQLSchema,
  parts: ContextParts,
  cookieName: string,
  log: Logger,
): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?')[0];
    const status = path !== '/graphql' ? '404 Not Found' : ownOrigin(request) ? undefined : '403 Forbidden';
    const full = sockets.clients.size >= mostSockets ? '503 Service Unavailable' : undefined;
    if (status !== undefined || full !== undefined) {
      socket.end(`HTTP/1.1 ${status ?? full}\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
  });

  const disposable = useServer<Record<string, unknown> | undefined, Extra>(
    {
      schema,
      connectionInitWaitTimeout: 3000,
      async onConnect({ connectionParams, extra }) {
        const authorization = connectionParams?.['authorization'];
        const credentials: Credentials = {
          authorization: typeof authorization === 'string' ? authorization : undefined,
          sessionCookie: cookieIn(extra.request, cookieName),
        };
        const gone = new AbortController();
        const context = await requestContext(parts, credentials, gone.signal);
        if (context.principal === undefined) return false;
        extra.connection = { credentials, gone, running: new Set() };
        return true;
      },
      async onSubscribe({ extra }, id, { query, operationName, variables }) {
        const connection = extra.connection as Connection;
        if (connection.running.size >= mostSubscriptions) {
          return [
            new GraphQLError('', {
              originalError: new HubError('RATE_LIMITED', `at most ${mostSubscriptions} at once`),
            }),
          ];
        }
        try {
          const document = parse(query, { maxTokens: mostTokens });
          const problems = validate(schema, document);
          if (problems.length > 0) return problems;
          const contextValue = await requestContext(parts, connection.credentials, connection.gone.signal);
          checkLimits(schema, document, operationName, variables ?? {}, contextValue.principal);
          connection.running.add(id);
          const args: ExecutionArgs = { schema, document, contextValue };
          if (operationName) args.operationName = operationName;
          if (variables) args.variableValues = variables;
          return args;
        } catch (error) {
          return [error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error })];
        }
      },
      onError: (_context, _id, _payload, errors) => errors.map((error) => shown(error, log)),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors === undefined
          ? undefined
          : ({ ...result, errors: result.errors.map((error) => shown(error, log)) } as never),
      onComplete({ extra }, id) {
        extra.connection?.running.delete(id);
      },
      onClose({ extra }) {
        extra.connection?.gone.abort();
      },
    },
    sockets,
    15_000,
  );
  return async () => {
    await disposable.dispose();
    sockets.close();
  };
}
