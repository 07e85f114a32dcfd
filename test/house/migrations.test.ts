import { expect, it } from '@jest/globals';
import { type Source, sources } from './sources.ts';

// Those up to here had landed before the rule.
const lastBefore = '1764500001100';

/**
 * What a migration does to what the code before it uses, by its file, with the reason why the hubs that are still of that
 * code come to no harm.
 */
const reasons: Readonly<Record<string, string>> = {
  'migrations/1764500001200-delivery-priority.ts':
    'the index is of what waits to leave; making it goes once through the deliveries, of which a firm has thousands',
};

const name = '(?:if (?:not )?exists )?"?(?:\\$\\{\\w+\\}|[a-z_]+)"?';

// What hubs of the code before, which are at work while and after it runs, would fall over.
const takesAway: readonly [what: string, fit: RegExp][] = [
  ['takes away what is used', /\bdrop (?:table|column|view|function|sequence|schema|type|policy)\b|\brevoke\b/],
  ['calls it otherwise', /\brename\b/],
  ['makes it another type', new RegExp(`\\balter (?:column )?${name} (?:set data )?type\\b`)],
  ['demands what is not written', /\bset not null\b|\bdrop default\b/],
  ['demands what is not written', new RegExp(`\\badd column ${name} (?![^,;]*\\bdefault\\b)[^,;]*\\bnot null\\b`)],
];

// What keeps them waiting for as long as it takes to go through a table that has rows.
const holdsUp: readonly [what: string, fit: RegExp][] = [
  ['locks out who writes', /\bcreate (?:unique )?index (?!concurrently)/],
  ['goes through the table', /\badd (?:constraint|check|unique|primary key|foreign key)\b(?![^,;]*\bnot valid\b)/],
];

/** The table that a statement is about. */
function tableOf(statement: string): string | undefined {
  return /\balter table (?:only )?"?(\w+)|\bindex [^(]*?\bon (?:only )?"?(\w+)/.exec(statement)?.slice(1).find(Boolean);
}

/** What a migration does that the code before it would not bear, a line each. */
function unbearable({ path, text }: Source): string[] {
  const made = new Set([...text.matchAll(/\bcreate table "?(\w+)/g)].map(([, table]) => table));
  const parts = text
    .split(/;|`/)
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => !made.has(tableOf(part)));
  return parts.flatMap((part) =>
    [...takesAway, ...holdsUp].filter(([, fit]) => fit.test(part)).map(([what]) => `${path} ${what}: ${part}`),
  );
}

const timestampOf = ({ path }: Source) => /^migrations\/(\d+)/.exec(path)?.[1] ?? '';
const migrations = sources(/^migrations\/\d+-.*\.ts$/);

it('expands only: what the code before a migration uses stays as it is while its hubs are at work', () => {
  const found = migrations
    .filter((each) => timestampOf(each) > lastBefore && !(each.path in reasons))
    .flatMap(unbearable);
  expect(found).toEqual([]);
});

it('gives reasons only for migrations that are there and need one', () => {
  const needing = migrations.filter((each) => unbearable(each).length > 0).map(({ path }) => path);
  expect(Object.keys(reasons).filter((path) => !needing.includes(path))).toEqual([]);
});

it.each([
  'drop table sealed_credential',
  'alter table source_record drop column raw',
  'alter table source_record drop column if exists raw, add column other text',
  'alter table invoice rename column number to name',
  'alter table invoice rename to bill',
  'alter table invoice alter column total type text',
  'alter table invoice alter total set data type text',
  'alter table invoice alter column total set not null',
  'alter table invoice alter column state drop default',
  'alter table invoice add column total numeric not null',
  'alter table invoice\n  add column a int default 0,\n  add column b text not null',
  'alter table invoice add constraint invoice_total_check check (total > 0)',
  'alter table invoice add unique (number)',
  'create index on invoice (number)',
  'create unique index invoice_number on invoice (number)',
  'revoke select on invoice from throughline_reader',
  'drop view main_asof.invoice',
  'drop policy reader on audit_log',
])('finds what the code before it would not bear in: %s', (statement) => {
  expect(unbearable({ path: 'a.ts', text: `await runner.query(\`\n${statement};\n\`);` })).toHaveLength(1);
});

it.each([
  'create table bill (id int not null); create index on bill (id); alter table bill add unique (id)',
  'alter table invoice add column note text',
  'alter table invoice add column noted boolean not null default false',
  'alter table invoice add constraint invoice_total_check check (total > 0) not valid',
  'alter table invoice drop constraint invoice_state_check',
  'create index concurrently invoice_number on invoice (number)',
  'create policy hub on invoice for all to throughline_hub using (true); grant select on invoice to throughline_hub',
])('lets pass: %s', (statement) => {
  expect(unbearable({ path: 'a.ts', text: `await runner.query(\`${statement}\`);` })).toEqual([]);
});
