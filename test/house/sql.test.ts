import { expect, it } from '@jest/globals';
import { linesThat, sources, statements } from './sources.ts';

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

it('lets facts keep what is unknown: no aggregate that takes a missing value for none', () => {
  const facts = sources(/^src\/rules\/facts\/.*\.sql$/);
  expect(facts.length).toBeGreaterThan(0);
  const forgetful = facts.flatMap((source) =>
    linesThat(source, /\bnow\(\)|\bbool_and\(|\bevery\(|current_date|clock_timestamp/),
  );
  expect(forgetful).toEqual([]);
});
