import { expect, it } from '@jest/globals';
import { linesThat, type Source, sources, statements } from './sources.ts';

it('writes SQL in lower case', () => {
  const loud = statements().flatMap((source) =>
    linesThat(source, /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY|GROUP BY|JOIN|LATERAL|CREATE TABLE)\b/),
  );
  expect(loud).toEqual([]);
});

// All columns of rows that came as a parameter: their names stand right behind it.
const recordset = /\bselect (\w+)\.\*[^()]*(\(\))?[^()]*from jsonb_to_recordset\(\$\d::jsonb\)\s+as \1 \(/g;

it('names the columns that it reads, and compares with half-open ranges', () => {
  const loose = statements()
    .map(({ path, text }) => ({ path, text: text.replace(recordset, '') }))
    .flatMap((source) => linesThat(source, /\bselect \*|\bselect \w+\.\*|\bbetween\b|varchar\(|\bserial\b/));
  expect(loose).toEqual([]);
});

it('makes no triggers, enum types or plain timestamps', () => {
  const refused = statements().flatMap((source) =>
    linesThat(
      source,
      /create (or replace )?trigger|create type \w+ as enum|timestamp without|\btimestamp\b(?!tz| at time zone)/,
    ),
  );
  expect(refused).toEqual([]);
});

// What a cell whose tables are spread by schema over several nodes refuses: an answer that each row's node would make
// anew, and a key into a schema that may lie elsewhere.
const returned = /\breturning\b[^;`]*?(?=`|;|\n\s*\)|$)/g;
const volatile = /\b(clock_timestamp|statement_timestamp|random|gen_random_uuid|nextval|setval|timeofday)\(/;
const elsewhere = /\breferences\s+"?[a-z_]+"?\.|foreign key[^;]*references\s+"?[a-z_]+"?\./;

function unshardable({ path, text }: Source): string[] {
  const answers = (text.match(returned) ?? []).filter((part) => volatile.test(part));
  const keys = elsewhere.test(text) ? ['a key into another schema'] : [];
  return [...answers, ...keys].map((found) => `${path}: ${found}`);
}

it('asks nothing that a cell which is spread over several nodes by schema would refuse', () => {
  expect(statements().flatMap(unshardable)).toEqual([]);
});

it.each([
  'insert into feed (type) values ($1) returning id, clock_timestamp() as at',
  'with made as (\n  insert into feed (type) values ($1) returning gen_random_uuid() as id\n) select m.id from made m',
  'alter table invoice add foreign key (contract_id) references other.contract (id)',
  'create table x (id uuid references shared.contract)',
])('finds what a node could not do for the others in: %s', (text) => {
  expect(unshardable({ path: 'a.ts', text })).toHaveLength(1);
});

// The forms that give NULL when what they need is NULL: the sum of all, and whether any is so.
const kleene = [
  /case when (?:[\w.]+ = '\w+' and )?count\((\*|\w+\.id)\) = count\(([\w.]+)\)\s+then coalesce\(sum\(\2\)(?: filter \(where [^;]*?\))?, 0\) end/g,
  /case when bool_or\((?:[\w.]+|\([^;]*?\)) is (?:true|false)\)\s+then \w+\s+when count\(\*\) = count\([\w.]+\)\s+then \w+ end/g,
];

/** What a text still adds up or asks without saying what becomes of the unknown. */
function forgetful({ path, text }: Source): string[] {
  const bare = kleene.reduce((left, form) => left.replace(form, (found) => found.replace(/[^\n]/g, '')), text);
  return linesThat(
    { path, text: bare.replace(/--.*$/gm, '') },
    /\bnow\(\)|\b(sum|bool_and|bool_or|every)\(|\bexists\b|current_date|clock_timestamp/,
  );
}

it('lets facts keep what is unknown: no aggregate that takes a missing value for none', () => {
  const facts = sources(/^src\/(rules\/facts\/.*|entities\/contract-flow)\.sql$/);
  expect(facts.length).toBeGreaterThan(1);
  expect(facts.flatMap(forgetful)).toEqual([]);
});

it.each([
  'select sum(x.amount) as amount from time_entry x',
  'select coalesce(sum(x.amount), 0) as amount from time_entry x',
  'select case when count(*) = count(x.hours) then coalesce(sum(x.amount), 0) end as amount from time_entry x',
  'select bool_or(x.billable) as any from time_entry x',
  'select bool_and(x.billable) as all from time_entry x',
  'select case when bool_or(x.billable is true) then true else false end as any from time_entry x',
  'select t.id from task t where not exists (select from time_entry x where x.billable)',
])('finds the aggregate that forgets in: %s', (text) => {
  expect(forgetful({ path: 'facts.sql', text })).toHaveLength(1);
});
