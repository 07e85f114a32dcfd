import type { Kind } from '../domain/kind.ts';
import { columnOf, refColumn } from '../domain/kind.ts';
import type { KindName } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { Ref, Refs, Values } from '../domain/record.ts';
import type { SystemRole } from '../domain/roles.ts';

/** One system's record of a golden thing. */
export interface LinkedRecord {
  system: string;
  role: SystemRole;
  key: string;
  legalEntityId: number | null;
  practiceId: number | null;
  occurredAt: string;
  deleted: boolean;
  values: Values;
  refs: Refs;
}

/** A ref with the record that it was read from: a bare key means that record's own system. */
export interface ResolvableRef {
  kind: KindName;
  system: string;
  ref: Ref;
}

/** An attribute on which a system disagrees with its owner. */
export interface Disagreement {
  attribute: string;
  system: string;
  role: SystemRole;
  ownerSystem: string;
  ownerValue: string | number | boolean | null;
  otherValue: string | number | boolean | null;
}

/** The outcome of a fold: a golden row by column name, without scope columns, and what disagrees with it. */
export interface Folded {
  row: Record<string, unknown>;
  scope: { legalEntityId: number | null; practiceId: number | null };
  refs: Record<string, ResolvableRef>;
  disagreements: Disagreement[];
}

function ownersOf(policy: SystemsOfRecord, kind: KindName, attribute: string): readonly SystemRole[] {
  const ownership = policy.kinds[kind];
  return ownership?.attributes[attribute] ?? ownership?.owner ?? [];
}

/** The system that the policy names for one legal entity at a date, where several have the same role. */
function namedSystem(policy: SystemsOfRecord, kind: KindName, records: readonly LinkedRecord[], entity: string | null) {
  return policy.exceptions.find(
    (exception) =>
      exception.kind === kind &&
      entity !== null &&
      exception.legalEntities.includes(entity) &&
      records.some((record) => {
        const on = record.occurredAt.slice(0, 10);
        return (
          record.system === exception.system &&
          on >= exception.from &&
          (exception.to === undefined || on < exception.to)
        );
      }),
  )?.system;
}

function byPrecedence(owners: readonly SystemRole[], named: string | undefined) {
  const rank = (record: LinkedRecord): number => {
    const place = owners.indexOf(record.role);
    return place < 0 ? owners.length : place;
  };
  return (a: LinkedRecord, b: LinkedRecord): number =>
    Number(a.deleted) - Number(b.deleted) ||
    rank(a) - rank(b) ||
    Number(b.system === named) - Number(a.system === named) ||
    (a.system < b.system ? -1 : a.system > b.system ? 1 : a.key < b.key ? -1 : 1);
}

/**
 * Makes one golden row out of the records that systems keep of it: per attribute the value of its owner, and a
 * disagreement for every other system that says something else. Pure, and blind to the order of arrival.
 * `entityCode` is the legal entity's code where it is already known, for the exceptions of the policy.
 */
export function fold(
  kind: Kind & { name: KindName },
  records: readonly LinkedRecord[],
  policy: SystemsOfRecord,
  entityCode: string | null,
): Folded {
  const named = namedSystem(policy, kind.name, records, entityCode);
  const ranked = (attribute: string) => [...records].sort(byPrecedence(ownersOf(policy, kind.name, attribute), named));
  const alive = records.filter((record) => !record.deleted);
  const anchored = policy.kinds[kind.name]?.identity ?? [];

  const row: Record<string, unknown> = {};
  const disagreements: Disagreement[] = [];
  for (const attribute of Object.keys(kind.attributes)) {
    const speaking = ranked(attribute).filter((record) => record.values[attribute] !== undefined);
    const [owner] = speaking;
    const value = owner?.values[attribute] ?? null;
    row[columnOf(attribute)] = value;
    const isOwned = owner !== undefined && ownersOf(policy, kind.name, attribute).includes(owner.role);
    if (!isOwned || owner.deleted) continue;
    for (const other of speaking) {
      if (other.deleted || other.system === owner.system) continue;
      const otherValue = other.values[attribute] ?? null;
      if (otherValue === value) continue;
      const { system, role } = other;
      disagreements.push({ attribute, system, role, ownerSystem: owner.system, ownerValue: value, otherValue });
    }
  }

  const refs: Record<string, ResolvableRef> = {};
  for (const [name, target] of Object.entries(kind.refs)) {
    const owner = ranked(name).find((record) => record.refs[name] !== undefined && record.refs[name] !== null);
    const ref = owner?.refs[name];
    row[refColumn(name)] = null;
    if (owner !== undefined && ref != null) refs[name] = { kind: target as KindName, system: owner.system, ref };
  }

  const own = (pick: (record: LinkedRecord) => number | null) =>
    ranked('')
      .map(pick)
      .find((id) => id !== null) ?? null;
  row['occurred_at'] = records
    .map((record) => record.occurredAt)
    .sort()
    .at(-1);
  // A thing is gone when its owner says so, or when nobody has it any more.
  row['deleted'] = alive.length === 0 || anchorsGone(records, anchored);
  row['orphan'] = !records.some((record) => anchored.includes(record.role));
  return {
    row,
    scope: { legalEntityId: own((record) => record.legalEntityId), practiceId: own((record) => record.practiceId) },
    refs,
    disagreements,
  };
}

function anchorsGone(records: readonly LinkedRecord[], anchored: readonly SystemRole[]): boolean {
  const anchors = records.filter((record) => anchored.includes(record.role));
  return anchors.length > 0 && anchors.every((record) => record.deleted);
}
