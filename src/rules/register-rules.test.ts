import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { draftRule } from '../../test/rule-folder.ts';
import { HubError } from '../domain/errors.ts';
import { type RuleLife, ruleLives } from '../domain/rule-life.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { registerRules } from './register-rules.ts';
import { ruleBook } from './rule-book.ts';
import type { RuleFile } from './rule-file.ts';
import { ruleVersions } from './rule-lives.ts';
import { setLife } from './set-life.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const register = (...rules: object[]) =>
  transaction(db.hub, (sql) =>
    registerRules(
      sql,
      rules.map((rule) => ({ file: 'rule.json', rule: rule as RuleFile })),
      'test',
    ),
  );
const set = (rule: string, version: number, life: RuleLife) =>
  transaction(db.hub, (sql) => setLife(sql, { rule, version, life, reason: 'so' }, 'test', randomUUID()));
const lives = async (rule: string) =>
  (await withConnection(db.hub, (sql) => ruleVersions(sql, rule))).map(({ version, life }) => [version, life]);

it('lets a version enter as its file says, active unless given, and puts it in the place of the one before', async () => {
  await register(draftRule({ id: 'R60' }), draftRule({ id: 'R61', life: 'draft' }));
  expect([await lives('R60'), await lives('R61')]).toEqual([[[1, 'active']], [[1, 'draft']]]);
  await register(draftRule({ id: 'R60', version: 3 }));
  expect(await lives('R60')).toEqual([
    [3, 'active'],
    [1, 'retired'],
  ]);
});

it('does not judge by a version that is first seen when a newer one is known', async () => {
  await register(draftRule({ id: 'R60', version: 2 }));
  expect(await lives('R60')).toEqual([
    [3, 'active'],
    [2, 'retired'],
    [1, 'retired'],
  ]);
});

it('leaves what a known version is to the database, whatever its file says by now', async () => {
  await set('R61', 1, 'shadow');
  expect(await register(draftRule({ id: 'R61', life: 'active' }))).toEqual([]);
  expect(await lives('R61')).toEqual([[1, 'shadow']]);
});

it('takes in nothing of a set of which one version has changed', async () => {
  const changed = register(draftRule({ id: 'R62' }), draftRule({ id: 'R61', sentence: 'Otherwise.' }));
  await expect(changed).rejects.toMatchObject({ code: 'RULE_INVALID' });
  expect(await lives('R62')).toEqual([]);
});

it('judges by one active version of a rule at most, and by one in shadow, whatever is said in whichever order', async () => {
  const act = fc.oneof(
    fc.record({ version: fc.integer({ min: 1, max: 4 }), enters: fc.constantFrom(...ruleLives) }),
    fc.record({ version: fc.integer({ min: 1, max: 4 }), becomes: fc.constantFrom(...ruleLives) }),
  );
  const book = ruleBook();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
      run += 1;
      const id = `P${run}`;
      for (const each of acts) {
        const done =
          'enters' in each
            ? register(draftRule({ id, version: each.version, life: each.enters }))
            : set(id, each.version, each.becomes);
        await done.catch((error: unknown) => {
          if (!(error instanceof HubError)) throw error;
        });
      }
      const all = await withConnection(db.hub, (sql) => ruleVersions(sql, id));
      const judged = (life: RuleLife) => all.filter((each) => each.life === life).map(({ version }) => version);
      expect(judged('active').length).toBeLessThanOrEqual(1);
      expect(judged('shadow').length).toBeLessThanOrEqual(1);
      // The book sees the same at once.
      const { rules } = await withConnection(db.hub, book);
      const own = rules.filter(({ rule }) => rule.id === id);
      const inBook = (shadow: boolean) => own.filter((each) => each.shadow === shadow).map(({ rule }) => rule.version);
      expect([inBook(false), inBook(true)]).toEqual([judged('active'), judged('shadow')]);
    }),
    { numRuns: 25 },
  );
});

it('sets a version aside that was written for facts that are gone, and goes on with the others', async () => {
  await db.hub.query(
    `insert into rule_version (rule, version, content_hash, content, first_loaded_at)
     select 'R69', 1, v.content_hash, jsonb_set(v.content, '{conditions,fact}', '"gone"'), v.first_loaded_at
       from rule_version v where v.rule = 'R60' and v.version = 3`,
  );
  await db.hub.query(
    `insert into rule_life (rule, version, life, reason, changed_by, changed_at, correlation_id)
     values ('R69', 1, 'active', 'so', 'test', now(), gen_random_uuid())`,
  );
  const { rules, broken } = await withConnection(db.hub, ruleBook());
  expect(broken).toEqual([
    { rule: 'R69', version: 1, shadow: false, message: expect.stringMatching(/no fact "gone"/) },
  ]);
  expect(rules.map(({ rule }) => rule.id)).toEqual(expect.arrayContaining(['R60', 'R61']));
  await expect(set('R69', 1, 'shadow')).rejects.toMatchObject({ code: 'RULE_INVALID' });
});
