import type { RunningHub } from './running-hub.ts';

/** The acceptance of a risk as a decision names it. */
export interface AskedRisk {
  id: string;
  version: number;
}

interface Node {
  version: number;
  riskAcceptances: AskedRisk[];
}

const node = 'version riskAcceptances { id version }';

/** The version of an exception, by its id in the API, and what was last asked for or accepted on it. */
export async function riskOn(running: RunningHub, persona: string, id: string) {
  const { exceptions } = await running.ask<{ exceptions: { nodes: Node[] } }>(
    persona,
    `query ($id: ID!) { exceptions(filter: { id: { eq: $id } }) { nodes { ${node} } } }`,
    { id },
  );
  const [{ version, riskAcceptances } = { version: 0, riskAcceptances: [] }] = exceptions.nodes;
  return { version, risk: riskAcceptances[0] };
}

/** Asks for the risk of an exception to be accepted for a month. */
export async function askForRisk(running: RunningHub, persona: string, id: string): Promise<AskedRisk> {
  const { version } = await riskOn(running, persona, id);
  const { requestRiskAcceptance } = await running.ask<{ requestRiskAcceptance: { exception: Node | null } }>(
    persona,
    `mutation ($id: ID!, $version: Int!, $until: DateTimeISO!) {
       requestRiskAcceptance(input: { exceptionId: $id, expectedVersion: $version, reason: "as agreed", expiresAt: $until }) {
         exception { ${node} } errors { code } } }`,
    { id, version, until: new Date(Date.now() + 30 * 86_400_000).toISOString() },
  );
  const [risk] = requestRiskAcceptance.exception?.riskAcceptances ?? [];
  if (risk === undefined) throw new Error('the risk could not be asked for');
  return risk;
}
