import { signChangeOrder } from '../sandbox/amend.ts';
import { plusDays } from '../sandbox/firm/tables.ts';
import { sendOutboundMessage } from '../sandbox/force/outbound-messages.ts';
import type { RunningHub } from './running-hub.ts';
import type { SmallFirm } from './small-firm.ts';

/** Signs the change order of the small firm in its CRM: the cutover falls away, hypercare is added; the hub is told. */
export async function amend(running: RunningHub, firm: SmallFirm): Promise<void> {
  const { notices } = signChangeOrder(running.world, {
    contractNumber: firm.contract.number,
    drop: [firm.items[2].record.Id],
    add: [{ name: 'Hypercare', amount: 45_000, plannedOn: plusDays(firm.ledger.today, 90) }],
  });
  if (!(await sendOutboundMessage(`${running.hub.url}/webhooks/salesforce`, notices))) throw new Error('not taken in');
}

/** Waits until the invoice that the amendment makes wrong is held, as the hub does by itself. */
export async function held(running: RunningHub): Promise<void> {
  const told = () => running.db.hub.query(`select 1 from feed f where f.type = 'invoice.held'`);
  await running.until(async () => (await told()).length > 0, 'the hold');
}

/** Open exceptions, by rule. */
export async function openRules(running: RunningHub): Promise<string[]> {
  const { exceptions } = await running.ask<{ exceptions: { nodes: { rule: string }[] } }>(
    'finance',
    '{ exceptions(filter: { open: { eq: true } }) { nodes { rule } } }',
  );
  return exceptions.nodes.map(({ rule }) => rule).sort();
}

/** Plans as finance what brings the contract's terms to every system, and has it approved. Returns the correction's id. */
export async function correct(running: RunningHub): Promise<string> {
  const { contracts } = await running.ask<{ contracts: { nodes: { id: string }[] } }>(
    'finance',
    '{ contracts { nodes { id } } }',
  );
  const { planCorrection } = await running.ask<{
    planCorrection: { correction: { id: string; version: number } | null; errors: object[] };
  }>(
    'finance',
    `mutation ($subject: ID!) { planCorrection(input: { type: PROPAGATE_CONTRACT_VERSION, subject: $subject, reason: "as signed" }) {
       errors { code message } correction { id version } } }`,
    { subject: contracts.nodes[0]?.id },
  );
  if (planCorrection.correction === null) throw new Error(JSON.stringify(planCorrection.errors));
  const { approveCorrection } = await running.ask<{ approveCorrection: { errors: object[] } }>(
    'approver',
    `mutation ($id: ID!, $version: Int!) { approveCorrection(input: { id: $id, expectedVersion: $version }) { errors { code message } } }`,
    planCorrection.correction,
  );
  if (approveCorrection.errors.length > 0) throw new Error(JSON.stringify(approveCorrection.errors));
  return planCorrection.correction.id;
}
