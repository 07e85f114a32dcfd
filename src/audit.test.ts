import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { amend } from '../test/amendment.ts';
import { askForRisk, riskOn } from '../test/risks.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { rootFields } from '../test/whole-selection.ts';
import { encodeId } from './schema/ids.ts';

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
  await amend(running, firm);
  await running.until(async () => {
    const [row] = await running.db.hub.query(`select 1 from feed f where f.type = 'invoice.held'`);
    return row !== undefined;
  }, 'the hold');
});
afterAll(() => running.close());

interface Entry {
  actor: string;
  action: string;
  subject: string;
  correlation_id: string;
}

/** The entries that came into the audit log during the work. */
async function entriesOf(work: () => Promise<unknown>): Promise<Entry[]> {
  const { hub } = running.db;
  const [{ last }] = await hub.query('select coalesce(max(a.id), 0)::text as last from audit_log a');
  await work();
  return hub.query(
    `select a.actor, a.action, a.subject, a.correlation_id from audit_log a
      where a.id > $1 and a.actor not like 'policy:%' order by a.id`,
    [last],
  );
}

interface Did {
  exceptions?: { id: string }[];
  correction?: { id: string; version: number };
  errors: object[];
}

async function does(persona: string, name: string, input: string, variables: object = {}): Promise<Did> {
  const result = {
    Exceptions: 'exceptions { id }',
    Exception: 'exceptions { id }',
    Correction: 'correction { id version }',
    Records: 'correlationId',
    Life: 'rule { life }',
    Risk: 'exception { id }',
    System: 'system { name }',
  };
  const kind = Object.entries(result).find(([ending]) => name.endsWith(ending))?.[1] ?? 'started';
  const types: Record<string, string> = { id: 'ID!', version: 'Int!' };
  const declared = Object.keys(variables).map((key) => `$${key}: ${types[key]}`);
  const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
  const query = `mutation ${head} { ${name}(${input}) { ${kind} errors { code message } } }`;
  const answer = (await running.ask<Record<string, Did>>(persona, query, variables))[name] as Did;
  expect([name, answer.errors]).toEqual([name, []]);
  return answer;
}

const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
const plain = (id = '') => Buffer.from(id, 'base64url').toString('utf8').split(':')[1];

it('keeps who did what to what, under which event, for every mutation that there is', async () => {
  const { exceptions } = await running.ask<{ exceptions: { nodes: { id: string; correlationId: string }[] } }>(
    'finance',
    '{ exceptions(filter: { rule: { eq: "R03" } }) { nodes { id correlationId } } }',
  );
  const [{ id, correlationId } = { id: '', correlationId: '' }] = exceptions.nodes;
  const { contracts } = await running.ask<{ contracts: { nodes: { id: string }[] } }>(
    'finance',
    '{ contracts { nodes { id } } }',
  );
  const contract = contracts.nodes[0]?.id;
  const planned = new Set<string>();
  const plan = async () => {
    const { correction } = await does(
      'finance',
      'planCorrection',
      'input: { type: PROPAGATE_CONTRACT_VERSION, subject: $id, reason: "as signed" }',
      { id: contract },
    );
    planned.add(plain(correction?.id) ?? '');
    return correction;
  };
  const each = `input: { exceptions: [{ id: $id }]`;
  const decision = 'input: { id: $id, expectedVersion: $version, comment: "so be it" }';
  type Act = [string, string, () => Promise<unknown>];
  const decided = (persona: string, action: string, name: string, on: () => Promise<object | undefined>): Act => [
    persona,
    action,
    async () => does(persona, name, decision, { ...(await on()) }),
  ];
  const asked = async () => (await riskOn(running, 'finance', id)).risk;
  const ofStream = 'input: { system: "fusion", stream: "invoice" }';
  const inErp = `kind: PROJECT, system: "fusion", key: "${firm.project.erp?.['ProjectId']}"`;
  const on = 'input: { system: "salesforce", direction: OUT, reason: "audit" }';
  const halts = (to: string): Act => ['integration', `system.${to}`, () => does('integration', `${to}System`, on)];
  const acts: Record<string, Act> = {
    acknowledgeExceptions: [
      'finance',
      'exception.acknowledged',
      () => does('finance', 'acknowledgeExceptions', `${each} }`, { id }),
    ],
    assignExceptions: [
      'finance',
      'exception.assigned',
      () => does('finance', 'assignExceptions', `${each}, assignee: "ada" }`, { id }),
    ],
    commentException: [
      'finance',
      'exception.commented',
      () => does('finance', 'commentException', 'input: { id: $id, comment: "hm" }', { id }),
    ],
    snoozeExceptions: [
      'finance',
      'exception.snoozed',
      () => does('finance', 'snoozeExceptions', `${each}, until: "2100-01-01T00:00:00Z", comment: "later" }`, { id }),
    ],
    // Before anything is corrected: then there is no risk left.
    requestRiskAcceptance: ['finance', 'exception.risk_requested', () => askForRisk(running, 'finance', id)],
    rejectRisk: decided('approver', 'exception.risk_rejected', 'rejectRisk', asked),
    acceptRisk: decided('approver', 'exception.risk_accepted', 'acceptRisk', () => askForRisk(running, 'finance', id)),
    withdrawRisk: decided('finance', 'exception.risk_withdrawn', 'withdrawRisk', asked),
    planCorrection: ['finance', 'correction.plan', plan],
    cancelCorrection: decided('finance', 'correction.cancelled', 'cancelCorrection', plan),
    rejectCorrection: decided('approver', 'correction.rejected', 'rejectCorrection', plan),
    approveCorrection: decided('approver', 'correction.approved', 'approveCorrection', plan),
    pollStream: ['integration', 'stream.poll', () => does('integration', 'pollStream', ofStream)],
    reconcileStream: ['integration', 'stream.reconcile', () => does('integration', 'reconcileStream', ofStream)],
    pauseSystem: halts('pause'),
    drainSystem: halts('drain'),
    resumeSystem: halts('resume'),
    replayMessages: [
      'integration',
      'inbox.replay',
      () => does('integration', 'replayMessages', 'input: { stream: { system: "fusion", stream: "invoice" } }'),
    ],
    resubmitParked: [
      'integration',
      'inbox.resubmit',
      async () => {
        await running.db.hub.query("update inbox i set state = 'parked' where i.id = 1");
        return does('integration', 'resubmitParked', 'input: { ids: ["1"] }');
      },
    ],
    linkRecords: [
      'integration',
      'record.link',
      async () => {
        const [{ id: project }] = await running.db.hub.query('select p.id from project p');
        const golden = { id: encodeId('project', project) };
        return does('integration', 'linkRecords', `input: { ${inErp}, goldenId: $id, reason: "one" }`, golden);
      },
    ],
    setRuleLife: [
      'integration',
      'rule.retired',
      () => does('integration', 'setRuleLife', 'input: { rule: "R16", version: 1, life: RETIRED, reason: "enough" }'),
    ],
    unlinkRecords: [
      'integration',
      'record.unlink',
      () => does('integration', 'unlinkRecords', `input: { ${inErp}, reason: "two" }`),
    ],
  };
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  expect(Object.keys(acts).sort()).toEqual(
    rootFields(schema, 'mutation')
      .map(({ name }) => name)
      .sort(),
  );
  for (const [name, [persona, action, work]] of Object.entries(acts)) {
    const entries = await entriesOf(work);
    const own = entries.filter((entry) => entry.action === action);
    expect([name, own]).toEqual([
      name,
      [{ actor: `persona:${persona}`, action, subject: expect.any(String), correlation_id: uuid }],
    ]);
    const [{ subject, correlation_id } = { subject: '', correlation_id: '' }] = own;
    if (action.startsWith('exception')) expect([subject, correlation_id]).toEqual([plain(id), correlationId]);
    if (action.startsWith('correction')) expect(planned).toContain(subject);
  }
});

it('keeps who signed in, and who signed out', async () => {
  const entries = await entriesOf(async () => {
    const cookie = await running.cookie('auditor');
    await fetch(`${running.hub.url}/auth/sign-out`, { method: 'POST', headers: { cookie } });
  });
  const both = { actor: 'persona:auditor', subject: 'persona:auditor', correlation_id: uuid };
  expect(entries).toEqual([
    { ...both, action: 'session.start' },
    { ...both, action: 'session.end' },
  ]);
});

it('lets nobody change or remove what was said and done: not even the hub itself', async () => {
  const appended = [
    'audit_log',
    'audit_chain',
    'feed',
    'feed_position',
    'approval',
    'correction_step',
    'exception_event',
    'movement',
    'rule_version',
    'rule_life',
  ];
  for (const table of appended) {
    const [{ column }] = await running.db.owner.query(
      `select a.attname as column from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and a.attidentity = '' order by a.attnum limit 1`,
      [table],
    );
    for (const text of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`]) {
      await expect(running.db.hub.query(text)).rejects.toMatchObject({ code: '42501' });
    }
  }
});

it('shows the audit log to who may read it, and what concerns no one legal entity to who sees all of them', async () => {
  const [{ correlation_id }] = await running.db.hub.query(
    `select a.correlation_id from audit_log a where a.action = 'inbox.replay' limit 1`,
  );
  const query = `{ trace(correlationId: "${correlation_id}") { stage what } }`;
  const entry = { stage: 'audit', what: 'persona:integration inbox.replay' };
  expect(await running.ask('integration', query)).toEqual({ trace: [] });
  const fresh = await running.ask<{ trace: object[] }>('executive', query);
  expect(fresh.trace).toEqual([]);
  const response = await fetch(`${running.hub.url}/auth/persona/auditor?key=demo-key-of-the-tests`, {
    redirect: 'manual',
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  const asked = await fetch(`${running.hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ query }),
  });
  expect(await asked.json()).toEqual({ data: { trace: [entry] } });
});
