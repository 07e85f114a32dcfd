import type { IncomingMessage, Server } from 'node:http';
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { CloseCode, type SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Credentials } from '../access/authenticate.ts';
import { HubError } from '../domain/errors.ts';
import { presentError } from './graphql-errors.ts';
import { checkLimits, mostTokens } from './limits.ts';
import { type ContextParts, requestContext } from './request-context.ts';
import { cookieIn, upgrading } from './socket-upgrade.ts';

const mostBytes = 64 * 1024;
const mostSubscriptions = 20;
const closingMs = 3000;

/** What sockets are opened with. */
export interface SocketOptions {
  cookieName: string;
  /** How often a socket is pinged. Who does not read does not answer, and is ended: nothing piles up for them. */
  pingMs: number;
}

interface Connection {
  credentials: Credentials;
  gone: AbortController;
}

interface Extra extends Record<PropertyKey, unknown> {
  request: IncomingMessage;
  socket: WebSocket;
  connection?: Connection;
}

function asGraphqlError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error });
}

function shown(error: unknown, log: Logger): GraphQLFormattedError {
  const known = asGraphqlError(error);
  return presentError(known.toJSON(), known, log);
}

/** Who has connected; undefined when they prove nothing. */
async function connect(
  parts: ContextParts,
  authorization: unknown,
  sessionCookie: string | undefined,
): Promise<Connection | undefined> {
  const credentials: Credentials = {
    authorization: typeof authorization === 'string' ? authorization : undefined,
    sessionCookie,
  };
  const gone = new AbortController();
  const { principal } = await requestContext(parts, credentials, gone.signal);
  return principal === undefined ? undefined : { credentials, gone };
}

/** What one operation is run with, or why it is not run. */
async function prepare(
  schema: GraphQLSchema,
  parts: ContextParts,
  { credentials, gone }: Connection,
  { query, operationName, variables }: SubscribePayload,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const document = parse(query, { maxTokens: mostTokens });
  const problems = validate(schema, document);
  if (problems.length > 0) return problems;
  const contextValue = await requestContext(parts, credentials, gone.signal);
  checkLimits(schema, document, operationName, variables ?? {}, contextValue.principal);
  return {
    schema,
    document,
    contextValue,
    ...(operationName ? { operationName } : {}),
    ...(variables ? { variableValues: variables } : {}),
  };
}

/**
 * Serves the API over WebSocket at `/graphql`, by the graphql-ws protocol, with the same limits and the same errors as
 * over HTTP. Returns what closes it: subscribers are told to come again (1001), and go on from their last cursor.
 */
export function serveGraphqlWs(
  server: Server,
  schema: GraphQLSchema,
  parts: ContextParts,
  { cookieName, pingMs }: SocketOptions,
  log: Logger,
): () => Promise<void> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });
  server.on('upgrade', upgrading(sockets, log));

  const disposable = useServer<Record<string, unknown> | undefined, Extra>(
    {
      schema,
      // Outside of production the library would tell the other side why it fails.
      isProd: true,
      connectionInitWaitTimeout: 3000,
      async onConnect({ connectionParams, extra }) {
        const cookie = cookieIn(extra.request, cookieName);
        try {
          const connection = await connect(parts, connectionParams?.['authorization'], cookie);
          if (connection !== undefined) extra.connection = connection;
          return connection !== undefined;
        } catch (error) {
          log.error({ err: error }, 'a socket could not be let in');
          extra.socket.close(CloseCode.InternalServerError, 'Internal server error');
          return false;
        }
      },
      async onSubscribe({ extra, subscriptions }, _id, payload) {
        try {
          // Counted before anything is awaited, this one included, or many at once would all be the last.
          if (Object.keys(subscriptions).length > mostSubscriptions) {
            throw new HubError('RATE_LIMITED', `at most ${mostSubscriptions} at once`);
          }
          return await prepare(schema, parts, extra.connection as Connection, payload);
        } catch (error) {
          return [asGraphqlError(error)];
        }
      },
      onError: (_context, _id, _payload, errors) => errors.map((error) => shown(error, log)),
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors === undefined
          ? undefined
          : ({ ...result, errors: result.errors.map((error) => shown(error, log)) } as never),
      onClose({ extra }) {
        extra.connection?.gone.abort();
      },
    },
    sockets,
    pingMs,
  );
  return async () => {
    // A client that does not answer the close would otherwise be waited for until the process has to go.
    const late = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, closingMs);
    await disposable.dispose();
    clearTimeout(late);
  };
}
