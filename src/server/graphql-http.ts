import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Credentials } from '../access/authenticate.ts';
import { catalogue, HubError } from '../domain/errors.ts';
import { demandRoom } from '../domain/shedding.ts';
import type { Context } from '../resolvers/context.ts';
import { presentError } from './graphql-errors.ts';
import { checkLimits, mostTokens } from './limits.ts';
import { type ContextParts, requestContext } from './request-context.ts';

/**
 * Under `application/json` a document that can't be run is answered with 200 and errors, as the GraphQL-over-HTTP
 * specification asks; clients that accept `application/graphql-response+json` get the 4xx.
 */
const plainJsonStatus: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response, errors }) {
        const accepts = request.http?.headers.get('accept') ?? '';
        const code = errors?.[0]?.extensions['code'];
        const isDocument = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'].includes(
          String(code),
        );
        const asksForStatus = accepts.includes('application/graphql-response+json');
        if (!asksForStatus && isDocument && response.http.status === 400) response.http.status = 200;
      },
    };
  },
};

function limitsPlugin(schema: GraphQLSchema, { shedding }: ContextParts): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, request, contextValue }) {
          const { operationName, variables = {} } = request;
          try {
            demandRoom(shedding, checkLimits(schema, document, operationName, variables, contextValue.principal));
          } catch (error) {
            throw error instanceof HubError && error.retryable ? httpError(error) : error;
          }
        },
      };
    },
  };
}

/** What a request shows: a bearer token, or the cookie of a signed-in browser. */
function credentialsIn(request: FastifyRequest, cookieName: string) {
  return { authorization: request.headers.authorization, sessionCookie: request.cookies[cookieName] };
}

function httpError(error: unknown): GraphQLError {
  const { status } = catalogue[error instanceof HubError ? error.code : 'INTERNAL'];
  const headers = new Map(status === 401 ? [['www-authenticate', 'Bearer']] : []);
  if (error instanceof HubError && error.retryable) headers.set('retry-after', String(error.retryAfter ?? 5));
  return new GraphQLError('', { originalError: error as Error, extensions: { http: { status, headers } } });
}

/**
 * The context of a request. A token that proves nothing is refused outright, one and the same way whatever is wrong with
 * it; a browser without a session may still be told which fields want one.
 */
async function contextOf(parts: ContextParts, shown: Credentials, signal: AbortSignal): Promise<Context> {
  try {
    const context = await requestContext(parts, shown, signal);
    if (shown.authorization !== undefined && context.principal === undefined) throw new HubError('UNAUTHENTICATED');
    return context;
  } catch (error) {
    throw httpError(error);
  }
}

/** Serves the API over HTTP at `/graphql`. */
export async function serveGraphql(
  app: FastifyInstance,
  schema: GraphQLSchema,
  parts: ContextParts,
  cookieName: string,
  log: Logger,
): Promise<void> {
  const apollo = new ApolloServer<Context>({
    schema,
    plugins: [plainJsonStatus, limitsPlugin(schema, parts), fastifyApolloDrainPlugin(app)],
    parseOptions: { maxTokens: mostTokens },
    csrfPrevention: true,
    introspection: true,
    hideSchemaDetailsFromClientErrors: false,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => presentError(formatted, error, log),
    logger: { debug() {}, info() {}, warn: (message) => log.warn(message), error: (message) => log.error(message) },
  });
  await apollo.start();
  await app.register(fastifyApollo(apollo), {
    path: '/graphql',
    method: ['GET', 'POST'],
    context: async (request) => {
      const gone = new AbortController();
      request.raw.once('close', () => gone.abort());
      return contextOf(parts, credentialsIn(request, cookieName), gone.signal);
    },
  });
}
