import type { KindName } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { SystemRole } from '../domain/roles.ts';
import { goldenId } from '../entities/golden-id.ts';

/** A source record that changed, or that something is said of. */
export interface ChangedRecord {
  kind: KindName;
  system: string;
  key: string;
}

/** That a person has said which golden record a source record is, and why. */
export interface PersonSaid {
  golden_id: string;
  reason: string;
  linked_by: string;
}

/** What the matching needs to know of a source record. */
export interface Linkable {
  system: string;
  role: SystemRole;
  kind: KindName;
  key: string;
  natural_key: string | null;
  claims_system: string | null;
  claims_key: string | null;
  said: PersonSaid | null;
  /** What a person has said that the claimed record is; null where nobody has said anything of it. */
  claimed_is: string | null;
}

/** Which golden record a source record belongs to, and how we know. */
export interface Link {
  system: string;
  kind: KindName;
  key: string;
  golden_id: string;
  method: 'origin' | 'foreign-id' | 'natural-key' | 'orphan' | 'person';
  evidence: string;
  linked_by: string;
}

/** Whether records of this role make a thing of this kind exist, rather than being matched to it. */
export function isAnchor(policy: SystemsOfRecord, kind: KindName, role: SystemRole): boolean {
  return policy.kinds[kind]?.identity.includes(role) ?? false;
}

/**
 * Decides deterministically: what a person has said, else the stored id of the owner's record, else its own anchor, else
 * the one anchor with the same natural key. `anchorsByNatural` answers which anchors carry a natural key. A record that
 * matches nothing, or more than one thing, stands alone as an orphan until a person or a later record links it.
 */
export function decideLink(
  record: Linkable,
  policy: SystemsOfRecord,
  anchorsByNatural: (kind: KindName, natural: string) => readonly string[],
): Link {
  const { system, kind, key } = record;
  const link = (golden_id: string, method: Link['method'], evidence: string, linked_by = 'matching'): Link => ({
    system,
    kind,
    key,
    golden_id,
    method,
    evidence,
    linked_by,
  });
  if (record.said !== null) return link(record.said.golden_id, 'person', record.said.reason, record.said.linked_by);
  if (record.claims_system !== null && record.claims_key !== null) {
    const claimed = record.claimed_is ?? goldenId(kind, record.claims_system, record.claims_key);
    return link(claimed, 'foreign-id', `stores the id ${record.claims_key} of ${record.claims_system}`);
  }
  const own = goldenId(kind, system, key);
  if (isAnchor(policy, kind, record.role)) return link(own, 'origin', 'the record of its owner');
  if (record.natural_key === null) return link(own, 'orphan', 'has neither a stored id nor a natural key');
  const anchors = anchorsByNatural(kind, record.natural_key);
  const [only] = anchors;
  if (anchors.length === 1 && only !== undefined) {
    return link(only, 'natural-key', `has the same natural key "${record.natural_key}"`);
  }
  const found = anchors.length === 0 ? 'no record' : `${anchors.length} records`;
  return link(own, 'orphan', `${found} with the natural key "${record.natural_key}"`);
}
