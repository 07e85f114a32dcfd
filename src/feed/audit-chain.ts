import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/json.ts';
import type { Sql } from '../entities/sql.ts';

/** An entry of the audit log as it is hashed. */
export interface AuditRow {
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string;
  detail: unknown;
  legal_entity_id: number | null;
  correlation_id: string;
}

/** The hash of an entry over its own content and the hash of the entry before it. */
function chainHash(previous: Uint8Array, row: AuditRow): Buffer {
  return createHash('sha256').update(previous).update(canonicalJson(row)).digest();
}

const columns = 'a.id::text, a.at, a.actor, a.action, a.subject, a.detail, a.legal_entity_id, a.correlation_id';

/** Where the chain stands. */
export interface ChainEnd {
  pos: bigint;
  hash: Buffer;
}

/** Links the entries that became visible between two snapshots to the chain. Returns its new end. */
export async function extendChain(
  sql: Sql,
  { from, to }: { from: string; to: string },
  end: ChainEnd,
): Promise<ChainEnd> {
  const rows = await sql.rows<AuditRow>(
    `select ${columns} from audit_log a
      where a.xid >= pg_snapshot_xmin($1::pg_snapshot) and a.xid < pg_snapshot_xmax($2::pg_snapshot)
        and not pg_visible_in_snapshot(a.xid, $1::pg_snapshot) and pg_visible_in_snapshot(a.xid, $2::pg_snapshot)
        and (select c.pos from audit_chain c where c.audit_id = a.id) is null
      order by a.id`,
    [from, to],
  );
  let { pos, hash } = end;
  const links = rows.map((row) => {
    pos += 1n;
    hash = chainHash(hash, row);
    return { pos: String(pos), audit_id: row.id, hash: hash.toString('hex') };
  });
  if (links.length > 0) {
    await sql.run(
      `insert into audit_chain (pos, audit_id, hash)
       select i.pos, i.audit_id, decode(i.hash, 'hex')
         from jsonb_to_recordset($1::jsonb) as i (pos bigint, audit_id bigint, hash text)`,
      [JSON.stringify(links)],
    );
  }
  return { pos, hash };
}

/** What the chain says of the audit log: what is broken, if anything is, and where the chain stands. */
export interface ChainState {
  broken: string | undefined;
  length: number;
  /** Of the last entry: kept outside, it proves later that nothing before it was touched. */
  hash: string;
}

const pageSize = 5000;

type Link = AuditRow & { pos: string; hash: Buffer };

function linksAfter(sql: Sql, pos: bigint): Promise<Link[]> {
  return sql.rows<Link & Record<string, unknown>>(
    `select c.pos::text, c.hash, ${columns} from audit_chain c left join audit_log a on a.id = c.audit_id
      where c.pos > $1 order by c.pos limit ${pageSize}`,
    [String(pos)],
  );
}

/** Walks the chain from its beginning. Returns where it ends, or the position of the first entry that does not fit. */
async function walk(sql: Sql): Promise<ChainEnd | string> {
  let end: ChainEnd = { pos: 0n, hash: Buffer.alloc(0) };
  for (;;) {
    const links = await linksAfter(sql, end.pos);
    for (const { pos, hash, ...row } of links) {
      if (BigInt(pos) !== end.pos + 1n || !chainHash(end.hash, row).equals(hash)) return pos;
      end = { pos: BigInt(pos), hash };
    }
    if (links.length < pageSize) return end;
  }
}

interface Expected {
  pos: string;
  hash: Buffer;
  unchained: string | null;
}

/** Where the sequencer left off, and the first entry that it has passed but that is in no link. */
async function expectedEnd(sql: Sql): Promise<Expected> {
  const row = await sql.row<Expected & Record<string, unknown>>(
    `select s.last_audit_pos::text as pos, s.last_audit_hash as hash,
            (select min(a.id)::text from audit_log a
              where pg_visible_in_snapshot(a.xid, s.snapshot)
                and not exists (select from audit_chain c where c.audit_id = a.id)) as unchained
       from sequencer s`,
  );
  return row as Expected;
}

/**
 * Whether the audit log is as it was written: no entry changed, removed from the middle or from the end, slipped in or
 * moved. Wants one snapshot for all that it reads (a repeatable read).
 */
export async function chainState(sql: Sql): Promise<ChainState> {
  const end = await walk(sql);
  if (typeof end === 'string') return { broken: `the entry at position ${end} is not as written`, length: 0, hash: '' };
  const expected = await expectedEnd(sql);
  const whole = String(end.pos) === expected.pos && end.hash.equals(expected.hash);
  const broken = !whole
    ? `the chain ends at ${end.pos} and should end at ${expected.pos}`
    : expected.unchained === null
      ? undefined
      : `the entry ${expected.unchained} was not written by the hub`;
  return { broken, length: Number(end.pos), hash: end.hash.toString('hex') };
}
