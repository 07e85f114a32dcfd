import { compoundKey } from '../domain/compound-key.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Sql } from '../entities/sql.ts';
import type { ResolvableRef } from './fold.ts';

/** A ref of a golden record that is to be turned into the golden id that it means. */
export interface RefOf {
  kind: KindName;
  goldenId: string;
  name: string;
  target: ResolvableRef;
}

interface Target {
  to_kind: KindName;
  to_system: string | null;
  to_key: string | null;
  to_natural: string | null;
}

function targetOf({ kind, system, ref }: ResolvableRef): Target {
  if ('natural' in ref) return { to_kind: kind, to_system: null, to_key: null, to_natural: ref.natural };
  return { to_kind: kind, to_system: ref.system ?? system, to_key: ref.key, to_natural: null };
}

const placeOf = (target: Target) => compoundKey(target.to_kind, target.to_system, target.to_key, target.to_natural);

type Found = Target & { golden_id: string };

async function byKey(sql: Sql, targets: readonly Target[]): Promise<Found[]> {
  if (targets.length === 0) return [];
  return sql.rows(
    `select c.kind as to_kind, c.system as to_system, c.key as to_key, null as to_natural, c.golden_id
       from crosswalk c
       join jsonb_to_recordset($1::jsonb) as i (to_kind text, to_system text, to_key text)
         on c.kind = i.to_kind and c.system = i.to_system and c.key = i.to_key`,
    [JSON.stringify(targets)],
  );
}

/** A natural key that means two golden records means neither, until somebody tells them apart. */
async function byNatural(sql: Sql, targets: readonly Target[]): Promise<Found[]> {
  if (targets.length === 0) return [];
  return sql.rows(
    `select r.kind as to_kind, null as to_system, null as to_key, r.natural_key as to_natural,
            min(c.golden_id::text) as golden_id
       from source_record r
       join crosswalk c on c.system = r.system and c.kind = r.kind and c.key = r.key
       join jsonb_to_recordset($1::jsonb) as i (to_kind text, to_natural text)
         on r.kind = i.to_kind and r.natural_key = i.to_natural
      where not r.deleted
      group by r.kind, r.natural_key having count(distinct c.golden_id) = 1`,
    [JSON.stringify(targets)],
  );
}

async function lookUp(sql: Sql, targets: readonly Target[]): Promise<Map<string, string>> {
  const keys = targets.filter((target) => target.to_key !== null);
  const naturals = targets.filter((target) => target.to_natural !== null);
  const found = await Promise.all([byKey(sql, keys), byNatural(sql, naturals)]);
  return new Map(found.flat().map((row) => [placeOf(row), row.golden_id]));
}

/** The golden ids that refs mean, by the golden id that points and the ref's name. */
export type ResolvedRefs = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Looks up what refs mean. Answers with the golden id of a ref, or undefined for one that means nothing so far. */
export async function lookUpRefs(sql: Sql, refs: readonly RefOf[]): Promise<(ref: RefOf) => string | undefined> {
  const targets = [...new Map(refs.map(({ target }) => [placeOf(targetOf(target)), targetOf(target)])).values()];
  const found = targets.length === 0 ? new Map<string, string>() : await lookUp(sql, targets);
  return ({ target }) => found.get(placeOf(targetOf(target)));
}

/** Which golden record a source record is, where its link is not stored yet. */
export type FreshIds = (record: { kind: KindName; system: string; key: string }) => string | undefined;

/**
 * The golden ids that refs mean, records among them whose links are not stored yet; refs to records that have not come
 * are remembered.
 */
export async function resolveRefs(sql: Sql, refs: readonly RefOf[], freshId: FreshIds): Promise<ResolvedRefs> {
  const freshIdOf = ({ target: { kind, system, ref } }: RefOf) =>
    'natural' in ref ? undefined : freshId({ kind, system: ref.system ?? system, key: ref.key });
  const stored = await lookUpRefs(
    sql,
    refs.filter((ref) => freshIdOf(ref) === undefined),
  );
  const meaning = (ref: RefOf) => freshIdOf(ref) ?? stored(ref);
  const resolved = new Map<string, Record<string, string>>();
  const pending: (Target & { kind: KindName; golden_id: string; ref: string })[] = [];
  for (const ref of refs) {
    const id = meaning(ref);
    if (id === undefined) {
      pending.push({ kind: ref.kind, golden_id: ref.goldenId, ref: ref.name, ...targetOf(ref.target) });
    } else resolved.set(ref.goldenId, { ...resolved.get(ref.goldenId), [ref.name]: id });
  }
  remember(sql, pending);
  return resolved;
}

function remember(sql: Sql, pending: readonly object[]): void {
  if (pending.length === 0) return;
  sql.send(
    `insert into pending_ref (kind, golden_id, ref, to_kind, to_system, to_key, to_natural)
     select i.kind, i.golden_id, i.ref, i.to_kind, i.to_system, i.to_key, i.to_natural
       from jsonb_to_recordset($1::jsonb) as i (kind text, golden_id uuid, ref text, to_kind text, to_system text,
                                                to_key text, to_natural text)
     on conflict (kind, golden_id, ref) do update
       set to_kind = excluded.to_kind, to_system = excluded.to_system, to_key = excluded.to_key,
           to_natural = excluded.to_natural`,
    [JSON.stringify(pending)],
  );
}

/**
 * Remembers which golden records point at others by natural keys. Of those that were folded before, `known`, what they
 * were waiting for and no longer point at is forgotten; resolving the refs remembers anew what is still open.
 */
export function rememberNaturals(sql: Sql, kind: KindName, known: readonly string[], refs: readonly RefOf[]): void {
  const naturals = refs.flatMap(({ goldenId, name, target }) =>
    'natural' in target.ref
      ? { golden_id: goldenId, ref: name, to_kind: target.kind, to_natural: target.ref.natural }
      : [],
  );
  if (known.length + naturals.length === 0) return;
  sql.send(
    `with given as (
       select i.golden_id, i.ref, i.to_kind, i.to_natural
         from jsonb_to_recordset($3::jsonb) as i (golden_id uuid, ref text, to_kind text, to_natural text)
     ), awaited as (
       delete from pending_ref p where p.kind = $1 and p.golden_id = any ($2::uuid[])
     ), gone as (
       delete from natural_ref n
        where n.kind = $1 and n.golden_id = any ($2::uuid[])
          and not exists (select from given g where g.golden_id = n.golden_id and g.ref = n.ref)
     )
     insert into natural_ref as n (kind, golden_id, ref, to_kind, to_natural)
     select $1, g.golden_id, g.ref, g.to_kind, g.to_natural from given g
     on conflict (kind, golden_id, ref) do update set to_natural = excluded.to_natural
      where n.to_natural <> excluded.to_natural`,
    [kind, known, JSON.stringify(naturals)],
  );
}

/**
 * The golden records that have to look again at what they point at: they wait for one of these newly linked source
 * records, or point at something by one of these natural keys.
 */
export async function waitingFor(
  sql: Sql,
  linked: readonly { kind: KindName; system: string; key: string }[],
  renamed: readonly { kind: KindName; natural_key: string }[],
): Promise<{ kind: KindName; goldenId: string }[]> {
  if (linked.length + renamed.length === 0) return [];
  return sql.rows(
    `select p.kind, p.golden_id as "goldenId"
       from pending_ref p
       join jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
         on p.to_kind = i.kind and p.to_system = i.system and p.to_key = i.key
     union
     select n.kind, n.golden_id
       from natural_ref n
       join jsonb_to_recordset($2::jsonb) as i (kind text, natural_key text)
         on n.to_kind = i.kind and n.to_natural = i.natural_key`,
    [JSON.stringify(linked), JSON.stringify(renamed)],
  );
}
