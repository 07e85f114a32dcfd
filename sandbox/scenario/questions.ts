import type { HubClient } from '../start/hub-client.ts';

/** One record of a contract as each system has it. */
export interface Compared {
  kind: string;
  label: string;
  presence: { system: string; state: string }[];
  attributes: { attribute: string; values: { system: string; value: string | null; drifts: boolean }[] }[];
}

/** A correction as it was planned. */
export interface Planned {
  id: string;
  version: number;
  state: string;
  steps: {
    system: string;
    action: string;
    label: string;
    fields: { field: string; before: string; after: string }[];
  }[];
}

type Refusals = { code: string; message: string }[];

function demandNone(errors: Refusals): void {
  if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('; '));
}

/** The contract of that number, side by side. */
export async function sideBySide(client: HubClient, number: string): Promise<{ id: string; records: Compared[] }> {
  const { contracts } = await client.ask<{ contracts: { nodes: { id: string; sideBySide: Compared[] }[] } }>(
    `query ($number: String!) { contracts(filter: { number: { eq: $number } }) { nodes { id sideBySide {
       kind label presence { system state } attributes { attribute values { system value drifts } } } } } }`,
    { number },
  );
  const contract = contracts.nodes[0];
  if (contract === undefined) throw new Error(`the hub has no contract ${number}`);
  return { id: contract.id, records: contract.sideBySide };
}

/** Plans what brings the contract's terms to every system. */
export async function plan(client: HubClient, contractId: string): Promise<Planned> {
  const { planCorrection } = await client.ask<{ planCorrection: { correction: Planned; errors: Refusals } }>(
    `mutation ($subject: ID!) {
       planCorrection(input: { type: PROPAGATE_CONTRACT_VERSION, subject: $subject, reason: "The change order as signed" }) {
         errors { code message }
         correction { id version state steps { system action label fields { field before after } } } } }`,
    { subject: contractId },
  );
  demandNone(planCorrection.errors);
  return planCorrection.correction;
}

/** Approves a plan. */
export async function approve(client: HubClient, { id, version }: Planned): Promise<void> {
  const { approveCorrection } = await client.ask<{ approveCorrection: { errors: Refusals } }>(
    `mutation ($id: ID!, $version: Int!) {
       approveCorrection(input: { id: $id, expectedVersion: $version }) { errors { code message } } }`,
    { id, version },
  );
  demandNone(approveCorrection.errors);
}

/** How the invoice of that number stands. */
export async function invoiceState(client: HubClient, number: string): Promise<{ status: string; hold: string }> {
  const { invoices } = await client.ask<{ invoices: { nodes: { status: string; hold: { state: string } }[] } }>(
    'query ($number: String!) { invoices(filter: { number: { eq: $number } }) { nodes { status hold { state } } } }',
    { number },
  );
  const invoice = invoices.nodes[0];
  if (invoice === undefined) throw new Error(`the hub has no invoice ${number}`);
  return { status: invoice.status, hold: invoice.hold.state };
}
