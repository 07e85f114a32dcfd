import { absolute, readDecimal, subtract } from '../domain/decimal.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Sql } from '../entities/sql.ts';
import { removeVersioned, type VersionedTable, writeVersioned } from '../entities/write-versioned.ts';
import type { Disagreement } from './fold.ts';
import type { Cause } from './fold-marks.ts';

const table: VersionedTable = {
  name: 'drift',
  key: ['kind', 'golden_id', 'attribute', 'system'],
  columns: [
    { name: 'kind', type: 'text' },
    { name: 'golden_id', type: 'uuid' },
    { name: 'attribute', type: 'text' },
    { name: 'system', type: 'text' },
    { name: 'role', type: 'text' },
    { name: 'owner_system', type: 'text' },
    { name: 'owner_value', type: 'jsonb' },
    { name: 'other_value', type: 'jsonb' },
    { name: 'gap', type: 'numeric' },
    { name: 'legal_entity_id', type: 'int' },
    { name: 'since', type: 'timestamptz' },
    { name: 'correlation_id', type: 'uuid' },
  ],
};

/** A disagreement as it is stored. */
export interface DriftRow {
  kind: KindName;
  golden_id: string;
  attribute: string;
  system: string;
  owner_system: string;
  owner_value: unknown;
  other_value: unknown;
  legal_entity_id: number | null;
  since: string;
}

/** The disagreements about one golden record. */
export interface DriftOf {
  goldenId: string;
  legalEntityId: number | null;
  disagreements: readonly Disagreement[];
}

const placeOf = (goldenId: string, attribute: string, system: string) => `${goldenId} ${attribute} ${system}`;

function unchanged(old: DriftRow, found: Disagreement, legalEntityId: number | null): boolean {
  return (
    old.owner_system === found.ownerSystem &&
    old.owner_value === found.ownerValue &&
    old.other_value === found.otherValue &&
    old.legal_entity_id === legalEntityId
  );
}

function gapOf({ ownerValue, otherValue }: Disagreement): string | null {
  const [owner, other] = [readDecimal(ownerValue), readDecimal(otherValue)];
  return owner === undefined || other === undefined ? null : absolute(subtract(owner, other));
}

/** The drift of golden records as it stands. */
export async function storedDrift(sql: Sql, kind: KindName, goldenIds: readonly string[]): Promise<DriftRow[]> {
  return sql.rows<DriftRow & Record<string, unknown>>(
    `select d.kind, d.golden_id, d.attribute, d.system, d.owner_system, d.owner_value, d.other_value,
            d.legal_entity_id, d.since
       from drift d where d.kind = $1 and d.golden_id = any ($2::uuid[])`,
    [kind, goldenIds],
  );
}

/**
 * Makes the drift table say what the fold found: new disagreements since now, changed ones since they began, and those
 * that are settled removed. Returns the golden ids whose drift changed.
 */
export function writeDrift(
  sql: Sql,
  kind: KindName,
  stored: readonly DriftRow[],
  found: readonly DriftOf[],
  now: string,
  causeOf: (goldenId: string) => Cause,
): string[] {
  const known = new Map(stored.map((row) => [placeOf(row.golden_id, row.attribute, row.system), row]));
  const writes: object[] = [];
  const changed = new Set<string>();
  for (const { goldenId, legalEntityId, disagreements } of found) {
    for (const disagreement of disagreements) {
      const place = placeOf(goldenId, disagreement.attribute, disagreement.system);
      const old = known.get(place);
      known.delete(place);
      if (old !== undefined && unchanged(old, disagreement, legalEntityId)) continue;
      changed.add(goldenId);
      writes.push({
        kind,
        golden_id: goldenId,
        attribute: disagreement.attribute,
        system: disagreement.system,
        role: disagreement.role,
        owner_system: disagreement.ownerSystem,
        owner_value: disagreement.ownerValue,
        other_value: disagreement.otherValue,
        gap: gapOf(disagreement),
        legal_entity_id: legalEntityId,
        since: old?.since ?? now,
        correlation_id: causeOf(goldenId).correlationId,
      });
    }
  }
  const settled = [...known.values()];
  for (const row of settled) changed.add(row.golden_id);
  writeVersioned(sql, table, writes);
  removeVersioned(
    sql,
    table,
    settled.map(({ golden_id, attribute, system }) => ({ kind, golden_id, attribute, system })),
  );
  return [...changed];
}
