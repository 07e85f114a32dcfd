import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { bookOutcomes } from '../../test/outcomes.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { askGate, type GateAnswer } from './ask-gate.ts';
import { checkRule } from './check-rule.ts';
import { compileRule } from './compile.ts';
import type { JudgeContext } from './judge-subjects.ts';
import type { GateName, RuleFile } from './rule-file.ts';
import { readRules } from './rule-files.ts';
import { workPolicy } from './work-policy.ts';

const shipped = { rules: readRules(resolve('rules')).map(({ rule }) => compileRule(rule)), broken: [] };
const rule = (id: string) => shipped.rules.find(({ rule }) => rule.id === id)?.rule as RuleFile;

let hub: FirmHub;
let later: string;
const ids: Record<string, string> = {};
beforeAll(async () => {
  const firm = smallFirm();
  const cutover = firm.project.milestones.get(firm.items[2]);
  if (cutover !== undefined) cutover['pse__Requires_Customer_Sign_off__c'] = false;
  hub = await firmHub(firm.tables);
  await hub.poll();
  await hub.settle();
  later = `${firm.ledger.today}T23:59:00Z`;
  await transaction(hub.db.hub, async (sql) => {
    await sql.run(`update stream_coverage s set known_through = '2100-01-01'`);
    for (const kind of ['contract', 'invoice', 'project']) {
      ids[kind] = (await sql.row<{ id: string }>(`select t.id from ${kind} t`))?.id as string;
    }
  });
});
afterAll(() => hub.close());

function contextWith(rules = shipped): JudgeContext {
  const { policy } = hub.config;
  const work = workPolicy(policy, hub.config);
  return { rules: () => Promise.resolve(rules), policy, work, asOfStepSeconds: 60, onFailure: () => undefined };
}

const about: Record<GateName, string> = { invoiceRelease: 'invoice', contractActivation: 'contract' };

/** What a gate says once something has been done, which is then undone. */
async function asked(gate: GateName, changes: readonly string[], rules = shipped) {
  let answer: GateAnswer | undefined;
  const undo = new Error('undo');
  const done = transaction(hub.db.hub, async (sql: Sql) => {
    for (const change of changes) await sql.run(change);
    answer = await askGate(sql, gate, ids[about[gate]] as string, contextWith(rules), later);
    throw undo;
  });
  await expect(done).rejects.toBe(undo);
  return answer;
}

const overplanned = 'update billing_schedule_line b set amount = b.amount + 1000';

it('lets through what no rule stops', async () => {
  expect(await asked('invoiceRelease', [])).toEqual({ verdict: 'allow', asOf: later, reasons: [] });
  expect(await asked('contractActivation', [])).toEqual({ verdict: 'allow', asOf: later, reasons: [] });
});

it('holds an invoice with the rule, its version, what is at stake and every comparison', async () => {
  const answer = await asked('invoiceRelease', [`update contract c set status = 'on_hold'`]);
  expect(answer?.verdict).toBe('hold');
  expect(answer?.reasons).toEqual([
    expect.objectContaining({
      rule: 'R07',
      version: 1,
      outcome: 'fires',
      subjectId: ids['invoice'],
      amount: '55000.5',
      currency: 'EUR',
      missing: [],
      waits: [],
      sentence: expect.stringContaining('is on hold'),
    }),
  ]);
  expect(answer?.reasons[0]?.comparisons).toContainEqual(
    expect.objectContaining({ fact: 'contractStatus', value: 'on hold', expected: 'active', holds: true }),
  );
});

it('judges a draft contract as if it were active, which no sweep does', async () => {
  const changes = [`update contract c set status = 'draft'`, overplanned];
  const answer = await asked('contractActivation', changes);
  expect(answer?.verdict).toBe('hold');
  expect(answer?.reasons.map(({ rule, amount, subjectId }) => [rule, amount, subjectId])).toEqual([
    ['R24', '3000', ids['contract']],
  ]);
  const undo = new Error('undo');
  const swept = transaction(hub.db.hub, async (sql) => {
    for (const change of changes) await sql.run(change);
    const outcomes = await bookOutcomes(sql, shipped, later, contextWith().policy);
    expect(outcomes.get(`R24 ${ids['contract']}`)).toBe('passes');
    throw undo;
  });
  await expect(swept).rejects.toBe(undo);
});

it('can not tell while a stream is late, and names the facts and the stream', async () => {
  const late = `update stream_coverage s set known_through = '2020-01-01' where s.role = 'erp' and s.kind = 'project'`;
  const missing = `delete from crosswalk x where x.golden_id = '${ids['project']}' and x.system = 'fusion'`;
  const answer = await asked('contractActivation', [late, missing]);
  expect(answer?.verdict).toBe('cannotTell');
  expect(answer?.reasons).toEqual([
    expect.objectContaining({
      rule: 'R12',
      outcome: 'cannotEvaluate',
      subjectId: ids['project'],
      missing: ['erpProjectStatus'],
      waits: [
        expect.objectContaining({
          role: 'erp',
          kind: 'project',
          stream: expect.stringMatching(/^fusion\//),
          knownThrough: '2020-01-01T00:00:00.000Z',
        }),
      ],
    }),
  ]);
});

it('holds for what fires, whatever else it can not tell, and says both', async () => {
  const answer = await asked('invoiceRelease', [
    `update contract c set status = 'on_hold'`,
    'update milestone m set scope_state = null, requires_acceptance = null',
  ]);
  expect(answer?.verdict).toBe('hold');
  expect(new Set(answer?.reasons.map(({ outcome }) => outcome))).toEqual(new Set(['fires', 'cannotEvaluate']));
});

it('closes a gate by what the file of a rule says of it, and by nothing else', async () => {
  const only = (of: RuleFile) => ({ rules: [compileRule(of)], broken: [] });
  const { gates: _, ...silent } = rule('R24');
  const saying = async (of: RuleFile) => (await asked('contractActivation', [overplanned], only(of)))?.verdict;
  expect(await saying(rule('R24'))).toBe('hold');
  expect(await saying(silent)).toBe('allow');
  expect(await saying({ ...silent, effect: 'block' })).toBe('hold');
  expect(await saying({ ...silent, effect: 'block', gates: [] })).toBe('allow');
  expect(checkRule({ ...rule('R24'), gates: ['invoiceRelease'] })).toEqual([
    'gates: invoiceRelease asks nothing about a contract',
  ]);
});

it('says nothing of what is not there', async () => {
  expect(await asked('invoiceRelease', ['update invoice i set deleted = true'])).toBeUndefined();
});
