import { HubError } from '../domain/errors.ts';
import type { KindName } from '../domain/kinds.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { goldenId } from '../entities/golden-id.ts';
import { cellLock, type Sql } from '../entities/sql.ts';
import type { ChangedRecord } from './link.ts';
import { endsOf } from './person-links.ts';

/** Who links, and what it may see. */
export interface Linker {
  id: string;
  legalEntityIds: readonly number[];
  wholeGroup: boolean;
}

/** What a person says of a record, why, and under which correlation id everything that follows from it will stand. */
export interface Saying {
  record: ChangedRecord;
  reason: string;
  by: Linker;
  correlationId: string;
}

// People say one thing after the other, so that no two of them can close a circle together.
const sayingLock = 77;
const longestReason = 1000;

interface Side {
  golden_id: string;
  legal_entity_ids: number[];
  method: string;
}

/** Throws NOT_FOUND for what the linker may not see, FORBIDDEN for what also concerns others than it sees. */
function demandWhole(side: Side | undefined, { legalEntityIds, wholeGroup }: Linker): asserts side is Side {
  const entities = side?.legal_entity_ids ?? [];
  const seen = entities.filter((entity) => legalEntityIds.includes(entity));
  const visible = side !== undefined && (seen.length > 0 || (entities.length === 0 && wholeGroup));
  if (!visible) throw new HubError('NOT_FOUND');
  if (seen.length < entities.length) {
    throw new HubError('FORBIDDEN', 'the record serves legal entities that you do not see');
  }
}

async function sideOf(sql: Sql, { kind, system, key }: ChangedRecord): Promise<Side | undefined> {
  return sql.row<Side & Record<string, unknown>>(
    `select c.golden_id, c.legal_entity_ids, c.method from crosswalk c
      where c.system = $1 and c.kind = $2 and c.key = $3`,
    [system, kind, key],
  );
}

/** The golden record that is linked to. Throws unless it is there, seen by the linker, and known to its owner. */
async function demandTarget(sql: Sql, kind: KindName, id: string, by: Linker): Promise<void> {
  const side = await sql.row<Side & Record<string, unknown>>(
    `select c.golden_id, c.legal_entity_ids, c.method from crosswalk c where c.kind = $1 and c.golden_id = $2 limit 1`,
    [kind, id],
  );
  demandWhole(side, by);
  const golden = await sql.row<{ orphan: boolean; deleted: boolean }>(
    `select g.orphan, g.deleted from ${kind} g where g.id = $1`,
    [id],
  );
  if (golden === undefined || golden.deleted) throw new HubError('NOT_FOUND');
  if (golden.orphan) {
    throw new HubError('CONFLICT', 'goldenId: its owner has no record of it; link both to the one that its owner has');
  }
}

/** A golden record that is about to become another one must not be what a correction is just being made on. */
async function demandNoCorrection(sql: Sql, id: string): Promise<void> {
  const open = await sql.row(
    `select 1 as open from correction k
      where k.state in ('planned', 'approved', 'delivering', 'needs_human')
        and (k.contract_id = $1 or k.invoice_id = $1
             or exists (select from correction_step s where s.correction_id = k.id and s.golden_id = $1))
      limit 1`,
    [id],
  );
  if (open !== undefined)
    throw new HubError('CONFLICT', 'a correction of this record is open; finish or cancel it first');
}

function demandReason(reason: string): void {
  const { length } = reason.trim();
  if (length === 0 || length > longestReason) {
    throw new HubError('BAD_USER_INPUT', `reason: between 1 and ${longestReason} characters`);
  }
}

/** Has the fold look at the record again, and says who has said what. */
async function follow(sql: Sql, saying: Saying, action: string, side: Side, detail: object): Promise<void> {
  const { record, reason, by, correlationId } = saying;
  const { kind, system, key } = record;
  const [legalEntityId = null] = side.legal_entity_ids;
  await sql.run(
    `insert into fold_mark (kind, system, key, baseline, correlation_id, causation_id)
     values ($1, $2, $3, false, $4, $5)`,
    [kind, system, key, correlationId, `link:${system}/${kind}/${key}`],
  );
  const subject = `${kind} ${system}/${key}`;
  await appendAudit(sql, [
    {
      actor: by.id,
      action,
      subject,
      detail: { ...detail, before: side, reason: reason.trim() },
      legalEntityId,
      correlationId,
    },
  ]);
}

/**
 * A person says which golden record a source record is. The fold makes it so; an earlier saying about the same record is
 * replaced. Throws NOT_FOUND, FORBIDDEN, CONFLICT or BAD_USER_INPUT.
 */
export async function linkByHand(sql: Sql, saying: Saying, target: string): Promise<void> {
  const { record, reason, by, correlationId } = saying;
  const { kind, system, key } = record;
  demandReason(reason);
  await sql.run(`select pg_advisory_xact_lock(${cellLock(sayingLock)})`);
  const side = await sideOf(sql, record);
  demandWhole(side, by);
  await demandTarget(sql, kind, target, by);
  const own = goldenId(kind, system, key);
  // What it makes itself may just then be a part of another, by what has been said of it before.
  if (target === own || (await endsOf(sql, [target])).get(target) === own) {
    throw new HubError(
      'CONFLICT',
      'goldenId: it is the golden record that this record makes itself; unlink the record where it is to be that again',
    );
  }
  if (side.golden_id === own) await demandNoCorrection(sql, own);
  await sql.run(
    `insert into person_link as p (system, kind, key, from_id, golden_id, reason, linked_by, linked_at, correlation_id)
     values ($1, $2, $3, $4, $5, $6, $7, clock_timestamp(), $8)
     on conflict (system, kind, key) do update
       set golden_id = excluded.golden_id, reason = excluded.reason, linked_by = excluded.linked_by,
           linked_at = excluded.linked_at, correlation_id = excluded.correlation_id`,
    [system, kind, key, own, target, reason.trim(), by.id, correlationId],
  );
  await follow(sql, saying, 'record.link', side, { goldenId: target });
}

/**
 * A person takes back what has been said of a record: the matching decides again. Throws NOT_FOUND, FORBIDDEN, CONFLICT
 * or BAD_USER_INPUT.
 */
export async function unlinkByHand(sql: Sql, saying: Saying): Promise<void> {
  const { record, reason, by } = saying;
  const { kind, system, key } = record;
  demandReason(reason);
  await sql.run(`select pg_advisory_xact_lock(${cellLock(sayingLock)})`);
  const side = await sideOf(sql, record);
  demandWhole(side, by);
  const taken = await sql.run('delete from person_link p where p.system = $1 and p.kind = $2 and p.key = $3', [
    system,
    kind,
    key,
  ]);
  if (taken === 0) throw new HubError('CONFLICT', 'nobody has linked this record: the matching decides on it already');
  await follow(sql, saying, 'record.unlink', side, {});
}
