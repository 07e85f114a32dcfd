import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { signChangeOrder } from '../sandbox/amend.ts';
import { plusDays } from '../sandbox/firm/tables.ts';
import { sendOutboundMessage } from '../sandbox/force/outbound-messages.ts';
import { runInvoices } from '../sandbox/fusion/billing.ts';
import { throughline } from '../test/command-line.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';

const firm = smallFirm();
// Its sign-off is not asked for, so that nothing is wrong before the amendment.
const cutover = firm.project.milestones.get(firm.items[2]);
if (cutover !== undefined) cutover['pse__Requires_Customer_Sign_off__c'] = false;

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
});
afterAll(() => running.close());

interface Alert {
  type: string;
  cursor: string;
  sentence: string;
  correlationId: string;
  payload: { rule?: string; amount?: string };
}

interface Behind {
  system: string;
  kind: string;
  key: string;
  url: string | null;
}

it('takes an amendment from the CRM to a blocked invoice, a hold, a correction, proof and release', async () => {
  const alerts: Alert[] = [];
  const client = await running.socket('finance');
  const subscription = client.iterate<{ alertEvents: { events: Alert[] } }>({
    query: 'subscription { alertEvents { events { type cursor sentence correlationId payload } endCursor isReplay } }',
  });
  // The first batch says that the subscription listens.
  await subscription.next();
  const listening = (async () => {
    for await (const { data } of subscription) alerts.push(...(data?.alertEvents.events ?? []));
  })().catch(() => {
    // The socket is closed at the end.
  });
  const seen = (type: string, rule?: string) =>
    running.until(
      async () => alerts.find((alert) => alert.type === type && (rule === undefined || alert.payload.rule === rule)),
      `${type} ${rule ?? ''}`,
    );

  const signed = signChangeOrder(running.world, {
    contractNumber: firm.contract.number,
    drop: [firm.items[2].record.Id],
    add: [{ name: 'Hypercare', amount: 45_000, plannedOn: plusDays(firm.ledger.today, 90) }],
  });
  expect(await sendOutboundMessage(`${running.hub.url}/webhooks/salesforce`, signed.notices)).toBe(true);

  const blocked = await seen('exception.opened', 'R03');
  expect(blocked.payload.amount).toBe('30000.5');
  expect(blocked.sentence).toContain('30,000.50 EUR is no longer owed');
  await seen('invoice.held');
  expect(runInvoices(running.world.pod, running.world.changePod).issued).toEqual([]);
  const { exceptions } = await running.ask<{ exceptions: { nodes: { records: Behind[] }[] } }>(
    'finance',
    '{ exceptions(filter: { rule: { eq: "R03" } }) { nodes { records { system kind key naturalKey url deleted } } } }',
  );
  const behind = exceptions.nodes[0]?.records ?? [];
  expect([...new Set(behind.map(({ system, kind }) => `${system} ${kind}`))].sort()).toEqual([
    'fusion contract',
    'fusion invoice',
    'fusion invoice_line',
    'salesforce contract',
  ]);
  const { Id } = firm.contract.record;
  const sold = behind.find(({ system }) => system === 'salesforce');
  expect(sold).toMatchObject({
    key: Id,
    url: expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/${Id}$`)),
  });
  await seen('exception.opened', 'R01');
  await seen('exception.opened', 'R02');

  const { contracts } = await running.ask<{
    contracts: {
      nodes: {
        id: string;
        sideBySide: {
          label: string;
          attributes: { attribute: string; values: { role: string; value: string; drifts: boolean }[] }[];
        }[];
      }[];
    };
  }>(
    'finance',
    `{ contracts { nodes { id sideBySide { label presence { system state } attributes { attribute values { role value drifts } } } } } }`,
  );
  const contract = contracts.nodes[0];
  const amount = contract?.sideBySide
    .find((record) => record.label === 'Cutover')
    ?.attributes.find((each) => each.attribute === 'amount');
  expect(amount?.values.map(({ role, value, drifts }) => [role, value, drifts])).toEqual([
    ['crm', '0', false],
    ['psa', '30000.5', true],
    ['erp', '30000.5', true],
  ]);

  const plan = await running.ask<{
    planCorrection: {
      correction: { id: string; version: number; steps: { system: string; action: string; label: string }[] };
      errors: object[];
    };
  }>(
    'finance',
    `mutation ($contract: ID!) { planCorrection(input: { type: PROPAGATE_CONTRACT_VERSION, subject: $contract, reason: "amendment" }) {
       errors { code message } correction { id version steps { system action label fields { field before after } } } } }`,
    { contract: contract?.id },
  );
  expect(plan.planCorrection.errors).toEqual([]);
  const { correction } = plan.planCorrection;
  expect(correction.steps.map(({ system, action, label }) => `${system} ${action} ${label}`).sort()).toEqual(
    [
      'certinia CREATE milestone Hypercare',
      'certinia UPDATE milestone Cutover',
      'fusion CREATE milestone Hypercare',
      `fusion RELEASE billing event Cutover`,
      'fusion UPDATE milestone Cutover',
      `fusion UPDATE contract ${firm.contract.record['Description']}`,
    ].sort(),
  );

  const approve = `mutation ($id: ID!, $version: Int!) { approveCorrection(input: { id: $id, expectedVersion: $version }) {
     errors { code } correction { state } } }`;
  const approved = await running.ask<{ approveCorrection: { errors: { code: string }[] } }>('approver', approve, {
    id: correction.id,
    version: correction.version,
  });
  expect(approved.approveCorrection.errors).toEqual([]);

  await seen('exception.cleared', 'R03');
  await seen('exception.cleared', 'R01');
  await seen('exception.cleared', 'R02');
  await seen('invoice.released');
  await seen('correction.confirmed');
  expect(runInvoices(running.world.pod, running.world.changePod).issued).toEqual([firm.draft.record['InvoiceNumber']]);

  const creates = running.world.simulators.erp.effects.filter(
    (effect) => effect.action === 'create' && effect.object === 'projectBillingEvents',
  );
  expect(creates).toHaveLength(1);
  const about = alerts.filter(
    (alert) =>
      /R0[123]/.test(alert.payload.rule ?? '') ||
      alert.type.startsWith('correction') ||
      alert.type.startsWith('invoice.'),
  );
  expect(new Set(about.map((alert) => alert.correlationId)).size).toBe(1);
  expect(new Set(alerts.map((alert) => alert.cursor)).size).toBe(alerts.length);
  await client.dispose();
  await listening;

  const traced = await throughline(running.environment, ['trace', blocked.correlationId, '--json']);
  const { steps } = JSON.parse(traced.out) as { steps: { at: string; stage: string; what: string }[] };
  const first = (stage: string) => steps.findIndex((step) => step.stage === stage);
  const chain = ['inbox', 'version', 'exception', 'correction', 'outbox'];
  expect(chain.map(first)).toEqual(chain.map(first).sort((one, other) => one - other));
  expect([...chain, 'approval', 'feed', 'audit'].filter((stage) => first(stage) === -1)).toEqual([]);
  expect(steps.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^approved by persona:approver$/));
  const { findings } = JSON.parse((await throughline(running.environment, ['doctor', '--json'])).out) as {
    findings: { check: string; state: string; sentence: string }[];
  };
  expect(findings.filter(({ check, state }) => state === 'failure' && !check.startsWith('setting '))).toEqual([]);
});
