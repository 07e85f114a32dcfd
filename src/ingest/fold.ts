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
  /** Whether a person has said that it is this golden record. */
  byPerson: boolean;
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
    // Whoever says that one record is another means that the other one counts.
    Number(a.byPerson) - Number(b.byPerson) ||
    (a.system < b.system ? -1 : a.system > b.system ? 1 : a.key < b.key ? -1 : 1);
}

/** What its owner says of an attribute, and every other system that says something else. */
function foldAttribute(attribute: string, ranked: readonly LinkedRecord[], owners: readonly SystemRole[]) {
  const [first] = ranked;
  // Most things are in one system only.
  if (ranked.length === 1) return { value: first?.values[attribute] ?? null, disagreements: [] };
  const speaking = ranked.filter((record) => record.values[attribute] !== undefined);
  const [owner] = speaking;
  const value = owner?.values[attribute] ?? null;
  const isOwned = owner !== undefined && owners.includes(owner.role);
  if (!isOwned || owner.deleted) return { value, disagreements: [] };
  const disagreements = speaking
    .filter((other) => !other.deleted && other.system !== owner.system)
    .flatMap(({ system, role, values }): Disagreement[] => {
      const otherValue = values[attribute] ?? null;
      return otherValue === value
        ? []
        : [{ attribute, system, role, ownerSystem: owner.system, ownerValue: value, otherValue }];
    })
    // A system that has several records of the same thing disagrees once.
    .filter(({ system }, place, all) => all.findIndex((each) => each.system === system) === place);
  return { value, disagreements };
}

/** The first ref of that name that anybody has. */
function foldRef(name: string, target: string, ranked: readonly LinkedRecord[]): ResolvableRef | undefined {
  for (const { system, refs } of ranked) {
    const ref = refs[name];
    if (ref != null) return { kind: target as KindName, system, ref };
  }
  return undefined;
}

function scopeOf(ranked: readonly LinkedRecord[]): Folded['scope'] {
  const first = (pick: (record: LinkedRecord) => number | null) => ranked.map(pick).find((id) => id !== null) ?? null;
  return { legalEntityId: first((record) => record.legalEntityId), practiceId: first((record) => record.practiceId) };
}

function anchorsGone(records: readonly LinkedRecord[], anchored: readonly SystemRole[]): boolean {
  const anchors = records.filter((record) => anchored.includes(record.role));
  return anchors.length > 0 && anchors.every((record) => record.deleted);
}

/** Of the row as a whole: when it last changed, whether it is gone, and whether its owner has it at all. */
function standingOf(records: readonly LinkedRecord[], anchored: readonly SystemRole[]) {
  return {
    occurred_at: records
      .map((record) => record.occurredAt)
      .sort()
      .at(-1),
    // A thing is gone when its owner says so, or when nobody has it any more.
    deleted: records.every((record) => record.deleted) || anchorsGone(records, anchored),
    orphan: !records.some((record) => anchored.includes(record.role)),
  };
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
  const standing = standingOf(records, policy.kinds[kind.name]?.identity ?? []);
  // What a system has deleted says nothing of a thing that is still there. Of what is gone, everything is kept.
  const speaking = standing.deleted ? records : records.filter((record) => !record.deleted);
  const ranked = (attribute: string, all = speaking) =>
    all.length === 1 ? all : [...all].sort(byPrecedence(ownersOf(policy, kind.name, attribute), named));

  const row: Record<string, unknown> = {};
  const disagreements: Disagreement[] = [];
  for (const attribute of Object.keys(kind.attributes)) {
    const folded = foldAttribute(attribute, ranked(attribute), ownersOf(policy, kind.name, attribute));
    row[columnOf(attribute)] = folded.value;
    disagreements.push(...folded.disagreements);
  }
  const refs: Record<string, ResolvableRef> = {};
  for (const [name, target] of Object.entries(kind.refs)) {
    const ref = foldRef(name, target, ranked(name));
    row[refColumn(name)] = null;
    if (ref !== undefined) refs[name] = ref;
  }
  Object.assign(row, standing);
  // Nobody loses sight of a thing because one system deleted its record of it.
  return { row, scope: scopeOf(ranked('', records)), refs, disagreements };
}
