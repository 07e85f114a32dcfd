import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../test/command-line.ts';
import { draftRule, type RuleFolder, ruleFolder } from '../test/rule-folder.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { createToken } from './access/tokens.ts';
import { transaction } from './entities/sql.ts';

interface RuleState {
  id: string;
  version: number;
  life: string;
  by: string;
  open: number;
  openInShadow: number;
  versions: { version: number; life: string; by: string; reason: string }[];
}

let rules: RuleFolder;
/** A folder that the hub does not watch. */
let apart: RuleFolder;
let running: RunningHub;
beforeAll(async () => {
  rules = ruleFolder();
  apart = ruleFolder();
  rules.write('R90.json', draftRule({ life: 'shadow' }));
  rules.write('R91.json', draftRule({ id: 'R91', life: 'draft' }));
  running = await runningHub(smallFirm().tables, { hub: { rules: rules.folder } });
});
afterAll(async () => {
  await running.close();
  rules.close();
  apart.close();
});

const query = (text: string, params: unknown[] = []) => running.db.hub.query(text, params);
const standing = (rule: string) =>
  query('select e.rule_version, e.effect from exception e where e.rule = $1 and e.closed_at is null', [rule]);
const inShadow = (rule: string) =>
  query('select s.rule_version from shadow_finding s where s.rule = $1 and s.closed_at is null', [rule]);
const told = (rule: string) =>
  query(`select f.type, f.payload->>'cause' as cause from feed f where f.payload->>'rule' = $1 order by f.id`, [rule]);
const audited = (rule: string) =>
  query(
    `select a.actor, a.action, a.subject, a.detail from audit_log a
      where a.action like 'rule.%' and a.subject like $1 order by a.id`,
    [`${rule} %`],
  );

async function stateOf(rule: string): Promise<RuleState | undefined> {
  const answer = await running.ask<{ rules: RuleState[] }>(
    'finance',
    '{ rules { id version life by open openInShadow versions { version life by reason } } }',
  );
  return answer.rules.find(({ id }) => id === rule);
}

interface Payload {
  rule: { life: string } | null;
  errors: { code: string; message: string }[];
}

async function setLife(persona: string, rule: string, version: number, life: string, reason = 'as agreed') {
  const { setRuleLife } = await running.ask<{ setRuleLife: Payload }>(
    persona,
    `mutation { setRuleLife(input: { rule: "${rule}", version: ${version}, life: ${life}, reason: "${reason}" }) {
       rule { life } errors { code message } } }`,
  );
  return setRuleLife;
}

const cli = (...args: string[]) => throughline(running.environment, ['rules', ...args]);

/** Has an operator take in the folder that the hub does not watch: of the other one the hub may be the first to see. */
async function reloadApart() {
  const file = running.environment['HUB_CONFIG'] as string;
  const copy = `${file}.apart.json`;
  writeFileSync(copy, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), rules: apart.folder }));
  return throughline({ ...running.environment, HUB_CONFIG: copy }, ['rules', 'reload']);
}

it('judges what ships as active, unless its file says otherwise', async () => {
  expect(await stateOf('R05')).toMatchObject({ version: 1, life: 'ACTIVE', by: 'hub' });
  expect(await stateOf('R90')).toMatchObject({ version: 1, life: 'SHADOW', open: 0, openInShadow: 1 });
  expect(await stateOf('R91')).toMatchObject({ version: 1, life: 'DRAFT', open: 0, openInShadow: 0 });
  expect(await inShadow('R91')).toEqual([]);
});

it('records what a rule in shadow finds where nobody acts on it', async () => {
  expect(await inShadow('R90')).toEqual([{ rule_version: 1 }]);
  const { shadowFindings } = await running.ask<{ shadowFindings: { nodes: object[] } }>(
    'finance',
    '{ shadowFindings(rule: "R90") { nodes { rule ruleVersion sentence amount { amount } legalEntity { code } } } }',
  );
  expect(shadowFindings.nodes).toEqual([
    {
      rule: 'R90',
      ruleVersion: 1,
      sentence: expect.stringMatching(/ is a draft\.$/),
      amount: { amount: '55000.5' },
      legalEntity: { code: 'DE01' },
    },
  ]);
  const { exceptions, invoices } = await running.ask<{
    exceptions: { nodes: { rule: string }[] };
    invoices: { nodes: { id: string; blockedAmount: { amount: string } }[] };
  }>(
    'finance',
    '{ exceptions { nodes { rule } } invoices(filter: { status: { eq: DRAFT } }) { nodes { id blockedAmount { amount } } } }',
  );
  expect(exceptions.nodes.map(({ rule }) => rule)).not.toContain('R90');
  // What R05 finds blocks it, to the amount of the milestone that is not accepted.
  expect(invoices.nodes).toEqual([{ id: expect.any(String), blockedAmount: { amount: '30000.5' } }]);
  const { validateInvoiceRelease: gate } = await running.ask<{
    validateInvoiceRelease: { reasons: { rule: string }[] };
  }>('finance', `{ validateInvoiceRelease(id: "${invoices.nodes[0]?.id}") { reasons { rule version } } }`);
  expect(gate.reasons.map(({ rule }) => rule)).not.toContain('R90');
  expect(await told('R90')).toEqual([]);
  expect(await query('select c.type from correction c')).toEqual([]);
});

it('lets only who may change rules change one, and only as far as it goes', async () => {
  const { body } = await running.raw('finance', {
    query:
      'mutation { setRuleLife(input: { rule: "R90", version: 1, life: ACTIVE, reason: "x" }) { errors { code } } }',
  });
  expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const refused = async (...of: [number, string, string?]) => (await setLife('integration', 'R90', ...of)).errors;
  expect(await refused(7, 'ACTIVE')).toEqual([{ code: 'NOT_FOUND', message: 'R90 has no version 7' }]);
  expect(await refused(1, 'SHADOW')).toEqual([{ code: 'CONFLICT', message: 'R90 version 1 is shadow already' }]);
  expect(await refused(1, 'DRAFT')).toMatchObject([{ code: 'CONFLICT' }]);
  expect(await refused(1, 'ACTIVE', ' ')).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
  const unknown = await cli('activate', 'R00', '--reason', 'x');
  expect([unknown.code, unknown.err]).toEqual([1, 'NOT_FOUND: no rule R00']);
  expect(await stateOf('R90')).toMatchObject({ life: 'SHADOW' });
});

it('lets nobody change one who sees a part of the firm', async () => {
  const wanted = {
    name: 'part',
    roles: ['integration' as const],
    legalEntityIds: [1],
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  const { token } = await transaction(running.db.hub, (sql) => createToken(sql, wanted, 'test'));
  const response = await fetch(`${running.hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query:
        'mutation { setRuleLife(input: { rule: "R90", version: 1, life: ACTIVE, reason: "x" }) { errors { code } } }',
    }),
  });
  expect(await response.json()).toEqual({ data: { setRuleLife: { errors: [{ code: 'FORBIDDEN' }] } } });
});

it('blocks and alerts once the rule is active', async () => {
  expect(await setLife('integration', 'R90', 1, 'ACTIVE')).toEqual({ rule: { life: 'ACTIVE' }, errors: [] });
  await running.until(async () => (await standing('R90')).length === 1, 'the exception');
  expect(await standing('R90')).toEqual([{ rule_version: 1, effect: 'block' }]);
  expect(await inShadow('R90')).toEqual([]);
  expect(await told('R90')).toEqual([{ type: 'exception.opened', cause: 'change' }]);
  expect(await stateOf('R90')).toMatchObject({ life: 'ACTIVE', by: 'persona:integration', open: 1, openInShadow: 0 });
});

it('tries a new version in shadow beside the one that is active, and puts it in its place', async () => {
  apart.write('R90.json', draftRule({ version: 2, life: 'shadow', effect: 'flag' }));
  const { code, out } = await reloadApart();
  expect([code, out]).toEqual([0, 'R90 version 2 is shadow: first loaded from R90.json']);
  await running.until(async () => (await inShadow('R90')).length === 1, 'the finding in shadow');
  expect(await inShadow('R90')).toEqual([{ rule_version: 2 }]);
  expect(await standing('R90')).toEqual([{ rule_version: 1, effect: 'block' }]);
  const activated = await cli('activate', 'R90', '--reason', 'quiet in shadow', '--json');
  expect(JSON.parse(activated.out)).toMatchObject({ rule: 'R90', version: 2, life: 'active' });
  await running.until(async () => (await standing('R90'))[0]?.effect === 'flag', 'the new version');
  await running.until(async () => (await inShadow('R90')).length === 0, 'the end of the finding in shadow');
  const state = await stateOf('R90');
  expect(state).toMatchObject({ version: 2, life: 'ACTIVE', open: 1, openInShadow: 0 });
  expect(state?.versions).toMatchObject([
    { version: 2, life: 'ACTIVE', by: expect.stringMatching(/^operator:/), reason: 'quiet in shadow' },
    { version: 1, life: 'RETIRED', by: expect.stringMatching(/^operator:/), reason: 'superseded by version 2' },
  ]);
});

it('clears what a retired rule has found, says why, and keeps who did what', async () => {
  const before = (await told('R90')).length;
  const { code, out } = await cli('retire', 'R90', '--reason', 'too strict');
  expect([code, out]).toEqual([0, expect.stringMatching(/^R90 version 2 is retired\. /)]);
  await running.until(async () => (await standing('R90')).length === 0, 'the end of the exception');
  expect((await told('R90')).slice(before)).toEqual([{ type: 'exception.cleared', cause: 'retired' }]);
  const [event] = await query(
    `select v.actor, v.comment, v.data from exception_event v where v.type = 'cleared' order by v.id desc limit 1`,
  );
  expect(event).toEqual({
    actor: expect.stringMatching(/^operator:/),
    comment: 'R90 version 2 is retired: too strict',
    data: { cause: 'retired' },
  });
  expect(
    (await audited('R90')).map(({ action, subject }: { action: string; subject: string }) => [action, subject]),
  ).toEqual([
    ['rule.shadow', 'R90 version 1'],
    ['rule.active', 'R90 version 1'],
    ['rule.shadow', 'R90 version 2'],
    ['rule.retired', 'R90 version 1'],
    ['rule.active', 'R90 version 2'],
    ['rule.retired', 'R90 version 2'],
  ]);
  const listed = await cli('list');
  expect(listed.out).toMatch(/^R90 +2 +retired +\S+ +operator:\S+ +Draft invoice +too strict$/m);
});

it('goes back to an older version', async () => {
  const { out } = await cli('activate', 'R90', '--version', '1', '--reason', 'it was right', '--json');
  expect(JSON.parse(out)).toMatchObject({ version: 1, life: 'active' });
  await running.until(async () => (await standing('R90')).length === 1, 'the exception');
  expect(await standing('R90')).toEqual([{ rule_version: 1, effect: 'block' }]);
  expect((await told('R90')).at(-1)).toEqual({ type: 'exception.reopened', cause: 'change' });
});
