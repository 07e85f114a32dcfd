/** Every error that the hub tells anyone about: whether trying again can help, and what it means in one sentence. */
export const catalogue = {
  UNAUTHENTICATED: { retryable: false, status: 401, sentence: 'Sign in or send a token.' },
  FORBIDDEN: { retryable: false, status: 403, sentence: 'Your role does not allow this.' },
  FORBIDDEN_FIELD: { retryable: false, status: 403, sentence: 'Your role does not show this field.' },
  NOT_FOUND: { retryable: false, status: 404, sentence: 'There is no such record, or you may not see it.' },
  BAD_USER_INPUT: { retryable: false, status: 400, sentence: 'The input is not usable; the message names the place.' },
  CONFLICT: { retryable: false, status: 409, sentence: 'The state of the record does not allow this now.' },
  STALE_VERSION: { retryable: false, status: 409, sentence: 'The record changed since you read it; read it again.' },
  MAKER_IS_APPROVER: { retryable: false, status: 403, sentence: 'Whoever asks for something may not approve it.' },
  STAGE_FORBIDS_WRITE: { retryable: false, status: 403, sentence: 'The target system is not released for writing.' },
  NOT_CORRECTABLE: { retryable: false, status: 409, sentence: 'The target does not allow this correction.' },
  RATE_LIMITED: { retryable: true, status: 429, sentence: 'Too many requests; wait as long as Retry-After says.' },
  COST_LIMIT_EXCEEDED: { retryable: false, status: 400, sentence: 'The operation asks for too much at once.' },
  DEPTH_LIMIT_EXCEEDED: { retryable: false, status: 400, sentence: 'The operation is nested too deeply.' },
  ALIAS_LIMIT_EXCEEDED: { retryable: false, status: 400, sentence: 'The operation has too many aliases.' },
  ROOT_FIELD_LIMIT_EXCEEDED: { retryable: false, status: 400, sentence: 'The operation has too many root fields.' },
  PAGE_TOO_LARGE: { retryable: false, status: 400, sentence: 'Ask for a smaller page.' },
  CURSOR_INVALID: { retryable: false, status: 400, sentence: 'The cursor is not one of ours; start without one.' },
  CURSOR_EXPIRED: { retryable: false, status: 410, sentence: 'The cursor is older than the feed; query, then go on.' },
  RESYNC: { retryable: false, status: 410, sentence: 'The feed began anew; query the state, then subscribe again.' },
  BODY_TOO_LARGE: { retryable: false, status: 413, sentence: 'The body is larger than the limit.' },
  UNSUPPORTED_MEDIA_TYPE: { retryable: false, status: 415, sentence: 'The content type is not accepted here.' },
  SIGNATURE_INVALID: { retryable: false, status: 401, sentence: 'The signature does not fit the body.' },
  UNKNOWN_SYSTEM: { retryable: false, status: 404, sentence: 'No system of that name is configured.' },
  UNKNOWN_CELL: { retryable: false, status: 404, sentence: 'No cell of that name is configured.' },
  CELL_NAME_INVALID: { retryable: false, status: 400, sentence: 'A cell can not be called so; the message says why.' },
  CELL_UNAVAILABLE: { retryable: true, status: 503, sentence: 'The cell of this system is not served here now.' },
  SYSTEM_HALTED: { retryable: false, status: 409, sentence: 'The system is paused or drained; resume it first.' },
  UPSTREAM_UNREACHABLE: { retryable: true, status: 503, sentence: 'The other system could not be reached at all.' },
  UPSTREAM_UNAVAILABLE: { retryable: true, status: 503, sentence: 'The other system did not answer.' },
  UPSTREAM_THROTTLED: { retryable: true, status: 503, sentence: 'The other system asks us to slow down.' },
  UPSTREAM_REFUSED: { retryable: false, status: 502, sentence: 'The other system refused the request.' },
  OVERLOADED: {
    retryable: true,
    status: 503,
    sentence: 'The hub has too much to do; wait as long as Retry-After says.',
  },
  DATABASE_UNAVAILABLE: { retryable: true, status: 503, sentence: 'The database did not answer; try again.' },
  DATABASE_FULL: { retryable: true, status: 503, sentence: 'The database has no room left; try again once it has.' },
  SHUTTING_DOWN: { retryable: true, status: 503, sentence: 'This hub process is being stopped; ask another.' },
  QUERY_TIMEOUT: {
    retryable: true,
    status: 504,
    sentence: 'The answer took too long; ask for less (a narrower filter, a smaller page), or try again later.',
  },
  CONFIG_INVALID: {
    retryable: false,
    status: 500,
    sentence: 'The configuration is not usable; the message says where.',
  },
  RULE_INVALID: { retryable: false, status: 400, sentence: 'The rule file is not usable; the message says where.' },
  UNMAPPED_OBJECT: { retryable: false, status: 422, sentence: 'No stream takes in this kind of record.' },
  UNREADABLE: { retryable: false, status: 422, sentence: 'The message could not be read.' },
  MAPPING_FAILED: {
    retryable: false,
    status: 422,
    sentence: 'The record does not have the shape that its mapping expects.',
  },
  CONTROL_TOTAL_MISMATCH: { retryable: false, status: 422, sentence: 'The file does not hold what its manifest says.' },
  SAME_ID_OTHER_BODY: { retryable: false, status: 422, sentence: 'A message id came again with another body.' },
  GONE_AT_SOURCE: { retryable: false, status: 422, sentence: 'The source no longer has the record it told us about.' },
  INTERNAL: { retryable: false, status: 500, sentence: 'Something went wrong on our side; the id is in the log.' },
} as const;

/** The code of an error in the catalogue. */
export type ErrorCode = keyof typeof catalogue;

/** An expected failure. Retry logic asks `retryable` and nothing else. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: ErrorCode;
  readonly retryable: boolean;
  /** Seconds after which another try makes sense, where the other side said so. */
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, detail?: string, options: { cause?: unknown; retryAfter?: number | undefined } = {}) {
    super(detail ?? catalogue[code].sentence, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryable = catalogue[code].retryable;
    this.retryAfter = options.retryAfter;
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
