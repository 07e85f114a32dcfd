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
export async function extendChain(sql: Sql, from: string, to: string, end: ChainEnd): Promise<ChainEnd> {
  const rows = await sql.rows<AuditRow>(
    `select ${columns} from audit_log a
      where a.xid >= pg_snapshot_xmin($1::pg_snapshot) and a.xid < pg_snapshot_xmax($2::pg_snapshot)
        and not pg_visible_in_snapshot(a.xid, $1::pg_snapshot) and pg_visible_in_snapshot(a.xid, $2::pg_snapshot)
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

/** The position of the first entry whose hash does not fit its content, or undefined when the whole chain holds. */
export async function firstBrokenLink(sql: Sql): Promise<string | undefined> {
  const rows = await sql.rows<AuditRow & { pos: string; hash: Buffer }>(
    `select c.pos::text, c.hash, ${columns} from audit_chain c left join audit_log a on a.id = c.audit_id order by c.pos`,
  );
  let previous: Uint8Array = Buffer.alloc(0);
  let expected = 1n;
  for (const { pos, hash, ...row } of rows) {
    if (BigInt(pos) !== expected || !chainHash(previous, row).equals(hash)) return pos;
    previous = hash;
    expected += 1n;
  }
  return undefined;
}
