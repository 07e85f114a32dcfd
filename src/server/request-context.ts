import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { authenticate, type Credentials, type PrincipalSource } from '../access/authenticate.ts';
import type { Principal } from '../access/principal.ts';
import { demand } from '../access/rights.ts';
import { HubError } from '../domain/errors.ts';
import type { Shedding } from '../domain/shedding.ts';
import { type ReadScope, readAs } from '../entities/sql.ts';
import { type Context, loadersFor } from '../resolvers/context.ts';

/** What every request's context is made of. */
export interface ContextParts extends Pick<Context, 'firm' | 'verbs' | 'group'> {
  reader: DataSource;
  cell: string;
  principals: PrincipalSource;
  /** How long an answer about who somebody is may be relied on: then a revoked token is dead on open sockets too. */
  trustMs: number;
  /** How long one statement of a request may take. */
  readTimeoutSeconds: number;
  /** The clock that tokens run out by. */
  now: () => Date;
  /** What is left undone now. */
  shedding: Pick<Shedding, 'shed'>;
}

function scopeOf({ cell, readTimeoutSeconds }: ContextParts, principal: Principal | undefined): ReadScope {
  const { legalEntityIds = [], wholeGroup = false } = principal ?? {};
  return { cell, legalEntityIds, wholeGroup, timeoutSeconds: readTimeoutSeconds };
}

function expired({ expiresAt }: Principal, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

/**
 * Asks again, from time to time, who shows these credentials: what they may see is what they may see now. Throws
 * UNAUTHENTICATED when their session or token has ended, FORBIDDEN when they may no longer read.
 */
function revalidation(parts: ContextParts, shown: Credentials, first: Principal | undefined) {
  let principal = first;
  // How long something lasts, whatever the time is.
  let trustedUntil = performance.now() + parts.trustMs;
  return async (): Promise<ReadScope> => {
    if (principal === undefined || expired(principal, parts.now()) || performance.now() >= trustedUntil) {
      principal = await authenticate(parts.principals, shown);
      if (principal === undefined) throw new HubError('UNAUTHENTICATED', 'your session has ended');
      demand(principal, 'read');
      trustedUntil = performance.now() + parts.trustMs;
    }
    return scopeOf(parts, principal);
  };
}

/** Makes the context of one request of whoever shows these credentials. */
export async function requestContext(parts: ContextParts, shown: Credentials, signal: AbortSignal): Promise<Context> {
  const principal = await authenticate(parts.principals, shown);
  const scope = scopeOf(parts, principal);
  const read: Context['read'] = (view, asOf) => readAs(parts.reader, { ...scope, asOf }, view);
  return {
    principal,
    firm: parts.firm,
    verbs: parts.verbs,
    group: parts.group,
    read,
    revalidate: revalidation(parts, shown, principal),
    correlationId: randomUUID(),
    loaders: loadersFor(read, parts.verbs),
    signal,
  };
}
