import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { authenticate, type Credentials, type PrincipalSource } from '../access/authenticate.ts';
import type { Principal } from '../access/principal.ts';
import { HubError } from '../domain/errors.ts';
import { type ReadScope, readAs } from '../entities/sql.ts';
import { type Context, type Firm, loadersFor, type Verbs } from '../resolvers/context.ts';

/** What every request's context is made of. */
export interface ContextParts {
  reader: DataSource;
  cell: string;
  firm: Firm;
  verbs: Verbs;
  principals: PrincipalSource;
}

/** How long an answer about who somebody is may be relied on; a revoked token is dead after that on open sockets too. */
const trustMs = 10_000;

function scopeOf(cell: string, principal: Principal | undefined): ReadScope {
  return { cell, legalEntityIds: principal?.legalEntityIds ?? [], wholeGroup: principal?.wholeGroup ?? false };
}

function expired(principal: Principal): boolean {
  return principal.expiresAt !== undefined && new Date(principal.expiresAt).getTime() <= Date.now();
}

/** Makes the context of one request of whoever shows these credentials. */
export async function requestContext(parts: ContextParts, shown: Credentials, signal: AbortSignal): Promise<Context> {
  const principal = await authenticate(parts.principals, shown);
  const scope = scopeOf(parts.cell, principal);
  let trustedUntil = Date.now() + trustMs;
  const read: Context['read'] = (view) => readAs(parts.reader, scope, view);
  return {
    principal,
    firm: parts.firm,
    verbs: parts.verbs,
    read,
    async revalidate() {
      if (principal !== undefined && !expired(principal) && Date.now() < trustedUntil) return scope;
      const again = await authenticate(parts.principals, shown);
      if (again === undefined) throw new HubError('UNAUTHENTICATED', 'your session has ended');
      trustedUntil = Date.now() + trustMs;
      return scopeOf(parts.cell, again);
    },
    correlationId: randomUUID(),
    loaders: loadersFor(read),
    signal,
  };
}
