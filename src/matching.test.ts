import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addContract } from '../sandbox/firm/contracts.ts';
import { plusDays } from '../sandbox/firm/tables.ts';
import { openRules } from '../test/amendment.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { encodeId } from './schema/ids.ts';

// The ERP's project has the number of the PSA's in another form: the PSA's is missing in the ERP, as far as keys go.
const firm = smallFirm();
const inErp = firm.project.erp as Record<string, unknown>;
inErp['ProjectNumber'] = 'PR/1';
const renewed = addContract(firm.ledger, {
  entity: firm.contract.entity,
  practice: 'TEC',
  customer: firm.contract.customer,
  signedOn: plusDays(firm.ledger.today, -10),
  offers: [{ name: 'Extension', amount: 5000, plannedOn: plusDays(firm.ledger.today, 90) }],
});
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
});
afterAll(() => running.close());

interface Suggestion {
  id: string;
  label: string;
  legalEntity: { code: string };
  records: { system: string; key: string; evidence: string }[];
  candidates: {
    goldenId: string;
    label: string;
    score: number;
    parts: { part: string; agreement: number; own: string; other: string }[];
  }[];
}

async function suggestions(): Promise<{ totalCount: number; nodes: Suggestion[] }> {
  const { matchSuggestions } = await running.ask<{
    matchSuggestions: { totalCount: number; nodes: Suggestion[] };
  }>(
    'integration',
    `{ matchSuggestions(kind: PROJECT, first: 10) { totalCount nodes {
         id label legalEntity { code } records { system key evidence }
         candidates { goldenId label score parts { part agreement own other } } } } }`,
  );
  return matchSuggestions;
}

interface Said {
  correlationId: string | null;
  errors: { code: string; message: string }[];
}

async function link(input: object, persona = 'integration'): Promise<Said> {
  const { linkRecords } = await running.ask<{ linkRecords: Said }>(
    persona,
    'mutation ($input: LinkRecordsInput!) { linkRecords(input: $input) { correlationId errors { code message } } }',
    { input },
  );
  return linkRecords;
}

/** The project as each system has it. */
async function sideBySide() {
  const { contracts } = await running.ask<{
    contracts: {
      nodes: {
        sideBySide: {
          kind: string;
          presence: { system: string; state: string; method: string | null; linkedBy: string | null }[];
          attributes: { attribute: string; values: { system: string; value: string; drifts: boolean }[] }[];
        }[];
      }[];
    };
  }>(
    'delivery',
    `{ contracts { nodes { sideBySide { kind presence { system state method linkedBy }
         attributes { attribute values { system value drifts } } } } } }`,
  );
  const project = contracts.nodes.flatMap((each) => each.sideBySide).find(({ kind }) => kind === 'project');
  return {
    erp: project?.presence.find(({ system }) => system === 'fusion'),
    number: project?.attributes.find(({ attribute }) => attribute === 'number')?.values,
  };
}

const named = { kind: 'PROJECT', system: 'fusion', key: String(inErp['ProjectId']) };

it('suggests what an orphan may be, follows what a person says of it, and goes back when they take it back', async () => {
  await running.until(async () => (await openRules(running)).includes('R12'), 'the project missing in the ERP');
  const { totalCount, nodes } = await suggestions();
  expect(totalCount).toBe(1);
  const [orphan] = nodes as [Suggestion];
  expect(orphan).toMatchObject({
    label: inErp['ProjectName'],
    legalEntity: { code: 'DE01' },
    records: [{ system: 'fusion', key: named.key, evidence: 'no record with the natural key "pr/1"' }],
  });
  expect(orphan.candidates).toEqual([
    {
      goldenId: expect.any(String),
      label: inErp['ProjectName'],
      score: 100,
      parts: [
        { part: 'KEY', agreement: 100, own: 'PR/1', other: 'PR-000001' },
        { part: 'NAME', agreement: 100, own: inErp['ProjectName'], other: inErp['ProjectName'] },
        { part: 'LEGAL_ENTITY', agreement: 100, own: null, other: null },
      ],
    },
  ]);
  expect(await sideBySide()).toMatchObject({
    erp: { state: 'MISSING', method: null },
    number: [{ system: 'certinia' }],
  });

  const goldenId = orphan.candidates[0]?.goldenId;
  const { correlationId, errors } = await link({ ...named, goldenId, reason: 'the same work' });
  expect(errors).toEqual([]);
  await running.until(async () => !(await openRules(running)).includes('R12'), 'the ERP has it');
  expect(await sideBySide()).toEqual({
    erp: { system: 'fusion', state: 'PRESENT', method: 'person', linkedBy: 'the same work' },
    number: [
      { system: 'certinia', value: 'PR-000001', drifts: false },
      { system: 'fusion', value: 'PR/1', drifts: true },
    ],
  });
  expect(await suggestions()).toEqual({ totalCount: 0, nodes: [] });
  const { trace } = await running.ask<{ trace: { stage: string; what: string }[] }>(
    'auditor',
    'query ($id: ID!) { trace(correlationId: $id) { stage what } }',
    { id: correlationId },
  );
  expect(trace).toContainEqual({ stage: 'audit', what: 'persona:integration record.link' });

  const { unlinkRecords } = await running.ask<{ unlinkRecords: Said }>(
    'integration',
    'mutation ($input: UnlinkRecordsInput!) { unlinkRecords(input: $input) { correlationId errors { code } } }',
    { input: { ...named, reason: 'it was not' } },
  );
  expect(unlinkRecords.errors).toEqual([]);
  await running.until(async () => (await openRules(running)).includes('R12'), 'missing in the ERP again');
  expect((await suggestions()).nodes).toEqual(nodes);
});

it('refuses in words what can not be linked, and everybody whose role it is not', async () => {
  const [orphan] = (await suggestions()).nodes as [Suggestion];
  const goldenId = orphan.candidates[0]?.goldenId as string;
  const wrong = { ...named, goldenId, reason: 'why not' };
  const [customer] = await running.db.hub.query('select c.id from customer c limit 1');
  for (const [input, code] of [
    [{ ...wrong, goldenId: encodeId('customer', customer.id) }, 'BAD_USER_INPUT'],
    [{ ...wrong, goldenId: 'nonsense' }, 'NOT_FOUND'],
    [{ ...wrong, goldenId: orphan.id }, 'CONFLICT'],
    [{ ...wrong, key: 'nope' }, 'NOT_FOUND'],
    [{ ...wrong, kind: 'CONTRACT', goldenId: encodeId('contract', customer.id) }, 'NOT_FOUND'],
    [{ ...wrong, reason: '' }, 'BAD_USER_INPUT'],
  ] as const) {
    expect([input, (await link(input)).errors.map((error) => error.code)]).toEqual([input, [code]]);
  }
  for (const persona of ['executive', 'finance', 'approver', 'delivery', 'auditor', 'bi']) {
    await expect(link(wrong, persona)).rejects.toThrow('FORBIDDEN');
  }
});

it('takes exceptions along when the contract that they concern becomes another one', async () => {
  const about = async () => {
    const { exceptions } = await running.ask<{
      exceptions: { nodes: { rule: string; contract: { number: string } | null }[] };
    }>('finance', '{ exceptions(filter: { open: { eq: true } }) { nodes { rule contract { number } } } }');
    return exceptions.nodes.find(({ rule }) => rule === 'R05')?.contract?.number;
  };
  expect(await about()).toBe(firm.contract.number);
  const [{ id }] = await running.db.hub.query('select c.id from contract c where c.number = $1', [renewed.number]);
  const contract = { kind: 'CONTRACT', system: 'salesforce', key: firm.contract.record.Id };
  const { errors } = await link({
    ...contract,
    goldenId: encodeId('contract', id),
    reason: 'renewed under a new number',
  });
  expect(errors).toEqual([]);
  await running.until(async () => (await about()) === renewed.number, 'the exception on the other contract');
  await running.ask(
    'integration',
    'mutation ($input: UnlinkRecordsInput!) { unlinkRecords(input: $input) { errors { code } } }',
    { input: { ...contract, reason: 'two after all' } },
  );
  await running.until(async () => (await about()) === firm.contract.number, 'the exception back on its own');
});

it('refuses to move a record while a correction is being made on it', async () => {
  // The exception that was taken along has had the draft held.
  await running.until(async () => {
    const { invoices } = await running.ask<{ invoices: { nodes: { hold: { state: string } }[] } }>(
      'finance',
      '{ invoices { nodes { hold { state } } } }',
    );
    return invoices.nodes.some(({ hold }) => hold.state === 'HELD');
  }, 'the draft held');
  const draft = await running.db.hub.query("select i.id from invoice i where i.status = 'draft'");
  const { planCorrection } = await running.ask<{ planCorrection: { errors: object[] } }>(
    'finance',
    `mutation ($id: ID!) { planCorrection(input: { type: RELEASE_INVOICE, subject: $id, reason: "go" }) { errors { code message } } }`,
    { id: encodeId('invoice', draft[0].id) },
  );
  expect(planCorrection.errors).toEqual([]);
  const [step] = await running.db.hub.query(
    `select s.golden_id, x.key from correction_step s join crosswalk x on x.golden_id = s.golden_id
      where s.kind = 'billing_event'`,
  );
  const [other] = await running.db.hub.query('select b.id from billing_event b where b.id <> $1', [step.golden_id]);
  const input = { kind: 'BILLING_EVENT', system: 'fusion', key: step.key, reason: 'one bill' };
  const { errors } = await link({ ...input, goldenId: encodeId('billing_event', other.id) });
  expect(errors).toEqual([
    { code: 'CONFLICT', message: expect.stringContaining('a correction of this record is open') },
  ]);
});
