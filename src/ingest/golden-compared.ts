import { kinds } from '../domain/kinds.ts';
import type { ComparedTable } from '../entities/compared-rows.ts';
import { goldenSelect } from '../entities/golden-tables.ts';

/**
 * What the hub holds to be so of records: what it read, what is linked to what, every golden record and every
 * disagreement. Left out is when the hub learned of it and by whose message, which is no part of what it learned.
 */
export const comparedIntake: readonly ComparedTable[] = [
  {
    name: 'source_record',
    key: 'jsonb_build_array(v.system, v.kind, v.key)::text',
    select: `
      select r.system, r.kind, r.key, r.stream, r.aggregate_key, r.natural_key, r.claims_system, r.claims_key,
             r.legal_entity, r.practice, r.occurred_at, r.deleted, r.attributes, r.refs
        from source_record r`,
  },
  {
    name: 'crosswalk',
    key: 'jsonb_build_array(v.system, v.kind, v.key)::text',
    select: `
      select c.system, c.kind, c.key, c.golden_id, c.method, c.evidence, c.linked_by, c.legal_entity_ids, c.natural_key
        from crosswalk c`,
  },
  ...kinds.map((kind) => ({
    name: kind.name,
    key: 'v.id::text',
    select: `select ${goldenSelect(kind, 'g')} from ${kind.name} g`,
  })),
  {
    name: 'drift',
    key: 'jsonb_build_array(v.kind, v.golden_id, v.attribute, v.system)::text',
    select: `
      select d.kind, d.golden_id, d.attribute, d.system, d.role, d.owner_system, d.owner_value, d.other_value, d.gap,
             d.legal_entity_id
        from drift d`,
  },
];
