import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { catalogue, type ErrorCode, HubError } from '../domain/errors.ts';

/** What Apollo and graphql-js call what is wrong with the document or its variables. */
const documentCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

function hubErrorIn(error: unknown): HubError | undefined {
  for (let at: unknown = error; at instanceof Error; ) {
    if (at instanceof HubError) return at;
    at = at instanceof GraphQLError ? at.originalError : at.cause;
  }
  return undefined;
}

function shaped(error: GraphQLFormattedError, code: ErrorCode, message: string, extra: object): GraphQLFormattedError {
  const { locations, path } = error;
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: { code, retryable: catalogue[code].retryable, ...extra },
  };
}

/** What the library would have liked to read instead tells strangers what there is. */
const unsuggestive = (message: string) => message.replace(/ ?Did you mean .+\?$/, '');

/**
 * The one function that every error of the API passes on its way out, over HTTP and over WebSocket: a code of the
 * catalogue and a sentence. What is not expected is logged under an id, and only the id leaves.
 */
export function presentError(formatted: GraphQLFormattedError, error: unknown, log: Logger): GraphQLFormattedError {
  const expected = hubErrorIn(error);
  if (expected !== undefined) {
    const { code, message, retryAfter } = expected;
    return shaped(formatted, code, message, retryAfter === undefined ? {} : { retryAfter });
  }
  const code = formatted.extensions?.['code'];
  const isDocument = error instanceof GraphQLError && error.originalError === undefined && error.path === undefined;
  if ((typeof code === 'string' && documentCodes.has(code)) || (isDocument && code === undefined)) {
    return shaped(
      formatted,
      'BAD_USER_INPUT',
      unsuggestive(formatted.message),
      typeof code === 'string' ? { reason: code } : {},
    );
  }
  const id = randomUUID();
  log.error({ id, err: error }, 'an operation failed');
  return shaped(formatted, 'INTERNAL', catalogue.INTERNAL.sentence, { id });
}
