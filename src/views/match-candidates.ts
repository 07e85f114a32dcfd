import { columnOf, type Kind, refColumn } from '../domain/kind.ts';
import type { Features } from '../domain/likeness.ts';
import { goldenSelect } from '../entities/golden-tables.ts';
import type { Sql } from '../entities/sql.ts';

const amountNames = ['amount', 'value', 'total'];
const nameNames = ['name', 'description'];
// A word that more records have than this tells none from the others.
const mostSharingWord = 200;
/** Of so many records each is looked at closely, those first that agree on most. */
const mostPerOrphan = 50;

const firstOf = (kind: Kind, names: readonly string[]) => names.find((name) => kind.attributes[name] !== undefined);
const hasNumber = (kind: Kind) => kind.attributes['number'] === 'text';

/** The same in SQL as `looseKey`. */
export const looseSql = (key: string) =>
  `regexp_replace(regexp_replace(lower(${key}), '(^|[^0-9])0+(?=[0-9])', '\\1', 'g'), '[^[:alnum:]]+', '', 'g')`;

/** Whether a candidate may be of the legal entity of an orphan. */
function sameScope({ scope }: Kind): string {
  if (scope === 'public') return 'true';
  if (scope === 'shared') return "(c.legal_entity_ids && o.legal_entity_ids or c.legal_entity_ids = '{}')";
  return '(c.legal_entity_id = o.legal_entity_id or c.legal_entity_id is null)';
}

/** What the records of a set of golden rows are known by. */
function keysOf(kind: Kind, rows: string): string {
  const number = hasNumber(kind)
    ? `union select g.id, ${looseSql('g.number')} from ${rows} g where g.number is not null`
    : '';
  return `
    select g.id, ${looseSql('x.natural_key')} as loose
      from ${rows} g join crosswalk x on x.golden_id = g.id and x.kind = $2 and x.natural_key is not null ${number}`;
}

const wordsOf = (name: string, rows: string) => `
  select distinct g.id, w.word
    from ${rows} g cross join lateral regexp_split_to_table(lower(g.${name}), '[^[:alnum:]]+') as w (word)
   where length(w.word) > 1`;

function hitsByWord(kind: Kind): string[] {
  const name = firstOf(kind, nameNames);
  if (name === undefined) return [];
  return [
    `select t.orphan_id, unnest(t.ids) as id
       from (select ow.id as orphan_id, cw.ids
               from (${wordsOf(columnOf(name), 'orphans')}) ow
               join (select w.word, array_agg(w.id) as ids from (${wordsOf(columnOf(name), 'known')}) w
                      where w.word in (select a.word from (${wordsOf(columnOf(name), 'orphans')}) a)
                      group by w.word having count(*) <= ${mostSharingWord}) cw on cw.word = ow.word) t`,
  ];
}

function hitsByColumns(kind: Kind): string[] {
  const amount = firstOf(kind, amountNames);
  const amounts =
    amount === undefined
      ? []
      : [[columnOf(amount), ...(kind.attributes['currency'] === undefined ? [] : ['currency'])]];
  const refs = Object.keys(kind.refs).map((name) => [refColumn(name)]);
  return [...amounts, ...refs].map((columns) => {
    const same = columns.map((column) => `c.${column} = o.${column}`).join(' and ');
    return `select o.id as orphan_id, c.id from orphans o join known c on ${same}`;
  });
}

/**
 * The golden rows of the same kind and legal entity that agree with an orphan on something: a key, an amount, what they
 * belong to, or a word of their name that not everybody has.
 */
function candidatesSql(kind: Kind): string {
  const byKey = `
    select ok.id as orphan_id, ck.id
      from (${keysOf(kind, 'orphans')}) ok join (${keysOf(kind, 'known')}) ck on ck.loose = ok.loose and ok.loose <> ''`;
  const hits = [byKey, ...hitsByColumns(kind), ...hitsByWord(kind)].join('\n union all\n');
  return `
    with orphans as (select ${goldenSelect(kind, 'g')} from ${kind.name} g where g.id = any ($1::uuid[])),
    known as not materialized (select ${goldenSelect(kind, 'g')} from ${kind.name} g where not g.orphan and not g.deleted),
    hits as (${hits}),
    ranked as (
      select h.orphan_id, h.id, row_number() over (partition by h.orphan_id order by count(*) desc, h.id) as place
        from hits h
        join orphans o on o.id = h.orphan_id
        join known c on c.id = h.id and ${sameScope(kind)}
       group by h.orphan_id, h.id
    )
    select r.orphan_id, r.id from ranked r where r.place <= ${mostPerOrphan} and $2::text is not null`;
}

/** The ids of the golden rows that are worth comparing with each orphan. */
export async function candidateIds(sql: Sql, kind: Kind, orphanIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await sql.rows<{ orphan_id: string; id: string }>(candidatesSql(kind), [orphanIds, kind.name]);
  const found = new Map<string, string[]>(orphanIds.map((id) => [id, []]));
  for (const { orphan_id, id } of rows) found.get(orphan_id)?.push(id);
  return found;
}

type Row = Record<string, unknown> & { id: string; keys: string[] };

const text = (value: unknown) => (value === null || value === undefined ? null : String(value));

function valuesOf(row: Row, names: readonly string[], column: (name: string) => string): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = text(row[column(name)]);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function featuresOf(kind: Kind, row: Row): Features {
  const named = (names: readonly string[]) => {
    const name = firstOf(kind, names);
    return name === undefined ? null : text(row[columnOf(name)]);
  };
  const number = hasNumber(kind) ? text(row['number']) : null;
  const entity = row['legal_entity_id'];
  const days = Object.keys(kind.attributes).filter((name) => kind.attributes[name] === 'date');
  return {
    // A natural key is often the number in small letters.
    keys: [...(number === null ? [] : [number]), ...row.keys.filter((key) => key !== number?.toLowerCase())],
    amount: named(amountNames),
    currency: text(row['currency']),
    dates: valuesOf(row, days, columnOf),
    name: named(nameNames),
    parents: valuesOf(row, Object.keys(kind.refs), refColumn),
    legalEntityIds: (row['legal_entity_ids'] as number[] | undefined) ?? (typeof entity === 'number' ? [entity] : []),
  };
}

/** What golden rows say of themselves, as far as likeness goes, by id. */
export async function featuresByIds(sql: Sql, kind: Kind, ids: readonly string[]): Promise<Map<string, Features>> {
  const rows = await sql.rows<Row>(
    `select ${goldenSelect(kind, 'g')},
            array(select distinct x.natural_key from crosswalk x
                   where x.golden_id = g.id and x.kind = $2 and x.natural_key is not null order by 1) as keys
       from ${kind.name} g where g.id = any ($1::uuid[])`,
    [ids, kind.name],
  );
  return new Map(rows.map((row) => [row.id, featuresOf(kind, row)]));
}
