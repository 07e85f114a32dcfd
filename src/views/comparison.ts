import { columnOf } from '../domain/kind.ts';
import { type KindName, kindOf } from '../domain/kinds.ts';
import { goldenSelect } from '../entities/golden-tables.ts';
import type { Sql } from '../entities/sql.ts';

/** What one system says of one attribute. */
export interface ComparedValue {
  system: string;
  role: string;
  value: string | null;
  owner: boolean;
  drifts: boolean;
  since: string | null;
}

/** One attribute of a thing, side by side. */
export interface ComparedAttribute {
  attribute: string;
  golden: string | null;
  values: ComparedValue[];
}

/** Whether a system that should have a record of a thing has one. */
export interface Presence {
  system: string;
  role: string;
  state: 'PRESENT' | 'MISSING' | 'UNKNOWN';
  key: string | null;
  method: string | null;
  linkedBy: string | null;
}

/** One thing as every system has it. */
export interface ComparedRecord {
  kind: string;
  id: string;
  label: string;
  presence: Presence[];
  attributes: ComparedAttribute[];
}

interface RecordRow {
  golden_id: string;
  system: string;
  role: string;
  key: string;
  attributes: Record<string, unknown>;
  method: string;
  evidence: string;
}

interface DriftRow {
  golden_id: string;
  attribute: string;
  system: string;
  owner_system: string;
  since: string;
}

const shown = (value: unknown) => (value === null || value === undefined ? null : String(value));

async function recordsOf(sql: Sql, kind: KindName, ids: readonly string[]): Promise<RecordRow[]> {
  return sql.rows(
    `select x.golden_id, r.system, y.role, r.key, r.attributes, x.method, x.evidence
       from crosswalk x
       join source_record r on r.system = x.system and r.kind = x.kind and r.key = x.key and not r.deleted
       join system y on y.name = r.system
      where x.kind = $1 and x.golden_id = any ($2::uuid[])
      order by array_position(array['crm', 'clm', 'psa', 'delivery', 'time', 'expense', 'erp'], y.role), r.system, r.key`,
    [kind, ids],
  );
}

/** The systems that should have a record: those with a stream of the kind for the legal entity. */
async function expectedSystems(sql: Sql, kind: KindName, legalEntityId: number | null) {
  return sql.rows<{ system: string; role: string; known: boolean }>(
    `select s.system, s.role, bool_and(s.known_through is not null) as known from stream_coverage s
      where s.kind = $1 and s.legal_entity_id = $2 group by s.system, s.role
      order by array_position(array['crm', 'clm', 'psa', 'delivery', 'time', 'expense', 'erp'], s.role), s.system`,
    [kind, legalEntityId],
  );
}

function attributeOf(
  name: string,
  golden: Record<string, unknown>,
  records: readonly RecordRow[],
  drifts: readonly DriftRow[],
): ComparedAttribute[] {
  const speaking = records.filter((record) => record.attributes[name] !== undefined);
  if (speaking.length === 0) return [];
  const about = drifts.filter((drift) => drift.attribute === name);
  const goldenValue = shown(golden[columnOf(name)]);
  const owner =
    about[0]?.owner_system ?? speaking.find((record) => shown(record.attributes[name]) === goldenValue)?.system;
  return [
    {
      attribute: name,
      golden: goldenValue,
      values: speaking.map(({ system, role, attributes }) => {
        const drift = about.find((each) => each.system === system);
        const value = shown(attributes[name]);
        return {
          system,
          role,
          value,
          owner: system === owner,
          drifts: drift !== undefined,
          since: drift?.since ?? null,
        };
      }),
    },
  ];
}

interface GoldenRow extends Record<string, unknown> {
  id: string;
  legal_entity_id: number | null;
}

async function compareKind(sql: Sql, kind: KindName, rows: readonly GoldenRow[]): Promise<ComparedRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const records = await recordsOf(sql, kind, ids);
  const drifts = await sql.rows<DriftRow>(
    `select d.golden_id, d.attribute, d.system, d.owner_system, d.since from drift d
      where d.kind = $1 and d.golden_id = any ($2::uuid[])`,
    [kind, ids],
  );
  const expected = await expectedSystems(sql, kind, rows[0]?.legal_entity_id ?? null);
  return rows.map((row) => {
    const own = records.filter((record) => record.golden_id === row.id);
    const presence = expected.map(({ system, role, known }): Presence => {
      const record = own.find((each) => each.system === system);
      const state = record !== undefined ? 'PRESENT' : known ? 'MISSING' : 'UNKNOWN';
      const { key = null, method = null, evidence: linkedBy = null } = record ?? {};
      return { system, role, state, key, method, linkedBy };
    });
    const drifting = drifts.filter((drift) => drift.golden_id === row.id);
    const attributes = Object.keys(kindOf(kind).attributes).flatMap((name) => attributeOf(name, row, own, drifting));
    return { kind, id: row.id, label: String(row['name'] ?? row['number'] ?? row.id), presence, attributes };
  });
}

/** A contract, its milestones and its projects as each system has them, side by side, with the drift. */
export async function compareContract(sql: Sql, contractId: string): Promise<ComparedRecord[]> {
  const contract = await sql.rows<GoldenRow>(
    `select ${goldenSelect(kindOf('contract'), 'c')} from contract c where c.id = $1`,
    [contractId],
  );
  const milestones = await sql.rows<GoldenRow>(
    `select ${goldenSelect(kindOf('milestone'), 'm')}
       from milestone m where m.contract_id = $1 and not m.deleted order by m.planned_on, m.name, m.id`,
    [contractId],
  );
  const projects = await sql.rows<GoldenRow>(
    `select ${goldenSelect(kindOf('project'), 'p')}
       from project p where p.contract_id = $1 and not p.deleted order by p.number, p.id`,
    [contractId],
  );
  return [
    ...(await compareKind(sql, 'contract', contract)),
    ...(await compareKind(sql, 'milestone', milestones)),
    ...(await compareKind(sql, 'project', projects)),
  ];
}
