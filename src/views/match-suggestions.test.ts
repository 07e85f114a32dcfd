import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { kinds } from '../domain/kinds.ts';
import { looseKey } from '../domain/likeness.ts';
import { matchingPolicy } from '../domain/policies.ts';
import { withConnection } from '../entities/sql.ts';
import { looseSql } from './match-candidates.ts';
import { candidatesOf } from './match-suggestions.ts';

const policy = matchingPolicy.parse(JSON.parse(readFileSync('policies/matching.json', 'utf8')));
let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const candidates = (...orphans: string[]) => withConnection(db.hub, (sql) => candidatesOf(sql, orphans, policy));

it('can be asked of every kind, of several at once, and of what is not there', async () => {
  const orphans = kinds.map(({ name }) => `${name} ${randomUUID()}`);
  expect(await candidates(...orphans, 'no_such_kind x')).toEqual([...orphans, ''].map(() => []));
});

it('takes two keys for one in SQL where it does so in TypeScript', async () => {
  const key = fc.string({
    unit: fc.constantFrom('P', 'r', '-', '/', ' ', '0', '1', 'Ä', 'é', '_', '.'),
    maxLength: 12,
  });
  const keys = fc.sample(key, 500);
  const rows = await withConnection(db.hub, (sql) =>
    sql.rows<{ key: string; loose: string }>(
      `select i.key, ${looseSql('i.key')} as loose from unnest($1::text[]) as i (key)`,
      [keys],
    ),
  );
  expect(rows.map(({ loose }) => loose)).toEqual(rows.map((row) => looseKey(row.key)));
});

interface Client {
  name: string;
  number?: string;
  entities?: number[];
  orphan?: boolean;
  deleted?: boolean;
}

async function customer({ name, number, entities = [4], orphan = false, deleted = false }: Client): Promise<string> {
  const [{ id }] = await db.hub.query(
    `insert into customer (id, name, number, legal_entity_ids, occurred_at, orphan, deleted)
     values (gen_random_uuid(), $1, $2, $3, now(), $4, $5) returning id`,
    [name, number ?? null, entities, orphan, deleted],
  );
  return id;
}

it('compares with what shares a key or an uncommon word, in the same legal entity, the likest first', async () => {
  const [one, two] = [
    await customer({ name: 'Nordwind Energie', number: 'C 1', orphan: true }),
    await customer({ name: 'Firma Solo', orphan: true }),
  ];
  const same = await customer({ name: 'Nordwind Energie', number: 'c-0001', entities: [4, 5] });
  const like = await customer({ name: 'Nordwind Energie SE' });
  await customer({ name: 'Nordwind Energie', entities: [5] });
  await customer({ name: 'Nordwind Energie', orphan: true });
  await customer({ name: 'Nordwind Energie', deleted: true });
  // A word that everybody has tells nobody apart.
  for (let number = 0; number < 201; number += 1) await customer({ name: 'Firma' });
  const [first] = await candidates(`customer ${one}`);
  expect(first?.map(({ id, label, score }) => [id, label, score])).toEqual([[same, 'Nordwind Energie', 100]]);
  const [lenient, none] = await withConnection(db.hub, (sql) =>
    candidatesOf(sql, [`customer ${one}`, `customer ${two}`], { ...policy, suggestFrom: 20 }),
  );
  expect(none).toEqual([]);
  expect(lenient?.map(({ id }) => id)).toEqual([same, like]);
  const [onlyOne] = await withConnection(db.hub, (sql) =>
    candidatesOf(sql, [`customer ${one}`], { ...policy, suggestFrom: 20, mostCandidates: 1 }),
  );
  expect(onlyOne?.map(({ id }) => id)).toEqual([same]);
});
