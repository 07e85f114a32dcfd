import type { Server } from 'node:http';
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { CloseCode, type Context, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Credentials } from '../access/authenticate.ts';
import { HubError } from '../domain/errors.ts';
import { demandRoom } from '../domain/shedding.ts';
import { presentError } from './graphql-errors.ts';
import { checkLimits, mostTokens } from './limits.ts';
import { type ContextParts, requestContext } from './request-context.ts';
import { boundQueues, type Places, placesFor, sendAway } from './socket-limits.ts';
import { type Opened, speak } from './socket-protocol.ts';
import { cookieIn, upgrading } from './socket-upgrade.ts';

const mostBytes = 64 * 1024;
const mostSubscriptions = 20;
// A few browsers with some tabs each; or a program that has not noticed yet that its last sockets are gone.
const mostOfOnePrincipal = 20;
const closingMs = 3000;

/** What sockets are opened with. */
export interface SocketOptions {
  cookieName: string;
  /** How often a socket is pinged. Who does not read does not answer, and is ended: nothing piles up for them. */
  pingMs: number;
}

interface Connection {
  /** The principal. */
  holder: string;
  credentials: Credentials;
  gone: AbortController;
}

interface Extra extends Opened {
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
  return principal === undefined ? undefined : { holder: principal.id, credentials, gone };
}

/** Lets a socket in, if whoever opens it proves who they are and has a place left. Undefined otherwise. */
async function letIn(
  parts: ContextParts,
  places: Places,
  socket: WebSocket,
  shown: { authorization: unknown; sessionCookie: string | undefined },
): Promise<Connection | undefined> {
  const connection = await connect(parts, shown.authorization, shown.sessionCookie);
  // It may have gone meanwhile, and would not leave its place any more.
  if (connection === undefined || socket.readyState !== socket.OPEN) return undefined;
  if (places.take(connection.holder)) return connection;
  sendAway(socket, 'Too many sockets of one principal');
  return undefined;
}

/** Who is let in, and what is given back when they go. */
function door(parts: ContextParts, cookieName: string, log: Logger) {
  const places = placesFor(mostOfOnePrincipal);
  return {
    async onConnect({ connectionParams, extra }: Context<Record<string, unknown> | undefined, Extra>) {
      const sessionCookie = cookieIn(extra.request, cookieName);
      try {
        const shown = { authorization: connectionParams?.['authorization'], sessionCookie };
        const connection = await letIn(parts, places, extra.socket, shown);
        if (connection !== undefined) extra.connection = connection;
        return connection !== undefined;
      } catch (error) {
        log.error({ err: error }, 'a socket could not be let in');
        extra.socket.close(CloseCode.InternalServerError, 'Internal server error');
        return false;
      }
    },
    onClose({ extra: { connection } }: Context<Record<string, unknown> | undefined, Extra>) {
      if (connection === undefined) return;
      connection.gone.abort();
      places.leave(connection.holder);
    },
  };
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
  const limited = checkLimits(schema, document, operationName, variables ?? {}, contextValue.principal);
  demandRoom(parts.shedding, limited);
  return {
    schema,
    document,
    contextValue,
    ...(operationName ? { operationName } : {}),
    ...(variables ? { variableValues: variables } : {}),
  };
}

/** The sockets that are open. */
export interface Sockets {
  readonly count: number;
  /** Closes them: subscribers are told to come again (1001), and go on from their last cursor. */
  close(): Promise<void>;
}

/**
 * Serves the API over WebSocket at `/graphql`, by the graphql-ws protocol, with the same limits and the same errors as
 * over HTTP.
 */
export function serveGraphqlWs(
  server: Server,
  schema: GraphQLSchema,
  parts: ContextParts,
  { cookieName, pingMs }: SocketOptions,
  log: Logger,
): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });
  server.on('upgrade', upgrading(sockets, log));
  const unbound = boundQueues(sockets);

  const protocol = makeServer<Record<string, unknown> | undefined, Extra>({
    schema,
    connectionInitWaitTimeout: 3000,
    ...door(parts, cookieName, log),
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
  });
  speak(protocol, sockets, pingMs, log);
  return {
    get count() {
      return sockets.clients.size;
    },
    async close() {
      unbound();
      for (const socket of sockets.clients) socket.close(1001, 'Going away');
      // A client that does not answer the close would otherwise be waited for until the process has to go.
      const late = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, closingMs);
      await new Promise((resolve) => sockets.close(resolve));
      clearTimeout(late);
    },
  };
}
