import { signChangeOrder } from '../sandbox/amend.ts';
import { plusDays } from '../sandbox/firm/tables.ts';
import { sendOutboundMessage } from '../sandbox/force/outbound-messages.ts';
import { createToken } from '../src/access/tokens.ts';
import { userRoles } from '../src/domain/roles.ts';
import { transaction } from '../src/entities/sql.ts';
import { encodeId } from '../src/schema/ids.ts';
import { askForRisk } from './risks.ts';
import { type RunningHub, runningHub } from './running-hub.ts';
import { type Half, type TwoEntities, twoEntities } from './two-entities.ts';

/** An answer of the API, as it came. */
export interface Answer {
  status: number;
  text: string;
  data: Record<string, unknown> | null;
  errors: { message: string; extensions: { code: string } }[];
}

/** What is to be kept from the other legal entity: ids as the API writes them, and everything else that tells of it. */
export interface Foreign {
  contract: string;
  invoice: string;
  exception: string;
  correction: string;
  /** A risk that is asked to be accepted. */
  risk: string;
  correlationId: string;
  secrets: string[];
}

/**
 * A hub of two legal entities, in each of which an amendment has blocked an invoice, a correction is planned, and the risk
 * is asked to be accepted.
 */
export interface Affairs {
  running: RunningHub;
  firm: TwoEntities;
  /** Every role there is, in DE01 alone; and the same in FR01, and in the whole group. */
  tokens: { attacker: string; insider: string; group: string };
  foreign: Foreign;
  own: Foreign;
  ask(token: string | undefined, query: string, variables?: object): Promise<Answer>;
  close(): Promise<void>;
}

async function amend(running: RunningHub, { contract, last }: Half, today: string, name: string): Promise<void> {
  const { notices } = signChangeOrder(running.world, {
    contractNumber: contract.number,
    drop: [last],
    add: [{ name, amount: 45_000, plannedOn: plusDays(today, 90) }],
  });
  if (!(await sendOutboundMessage(`${running.hub.url}/webhooks/salesforce`, notices))) throw new Error('not taken in');
}

/** Every id of a row that belongs to the legal entity, whatever the table, as it is stored and as the API writes it. */
async function idsOf(running: RunningHub, entityId: number): Promise<string[]> {
  const tables: { name: string }[] = await running.db.owner.query(
    `select c.table_name as name from information_schema.columns c
      where c.table_schema = 'main' and c.column_name in ('id', 'legal_entity_id') and c.table_name not like '%_history'
        and (c.column_name <> 'id' or c.data_type = 'uuid')
      group by c.table_name having count(*) = 2`,
  );
  const ids: string[] = [];
  for (const { name } of tables) {
    const rows: { id: string }[] = await running.db.hub.query(
      `select t.id from ${name} t where t.legal_entity_id = $1`,
      [entityId],
    );
    for (const { id } of rows) ids.push(id, encodeId(name, id));
  }
  return ids;
}

async function planned(running: RunningHub, half: Half): Promise<Foreign> {
  const [contract] = await running.db.hub.query('select c.id from contract c where c.number = $1', [
    half.contract.number,
  ]);
  const code = half.entity.code.toLowerCase();
  const { planCorrection } = await running.ask<{ planCorrection: { correction: { id: string }; errors: object[] } }>(
    `finance-${code}`,
    `mutation ($contract: ID!) { planCorrection(input: { type: PROPAGATE_CONTRACT_VERSION, subject: $contract, reason: "as signed" }) {
       errors { code message } correction { id } } }`,
    { contract: encodeId('contract', contract.id) },
  );
  const [blocked] = await running.db.hub.query(
    `select e.id, e.invoice_id, e.correlation_id from exception e where e.contract_id = $1 and e.rule = 'R03'`,
    [contract.id],
  );
  const exception = encodeId('exception', blocked.id);
  const risk = await askForRisk(running, `finance-${code}`, exception);
  const { items, customer, record } = half.contract;
  const shared = half.shared.number;
  const said = [String(customer.account['Name']), half.contract.number, shared, half.invoice, record.Id];
  const names = items.map(({ name }) => name);
  const amounts = items.map(({ amount }) => String(amount));
  return {
    contract: encodeId('contract', contract.id),
    invoice: encodeId('invoice', blocked.invoice_id),
    exception,
    correction: planCorrection.correction.id,
    risk: risk.id,
    correlationId: blocked.correlation_id,
    secrets: [...said, ...names, ...amounts, ...(await idsOf(running, half.entity.id))],
  };
}

async function asker(url: string, token: string | undefined, query: string, variables: object): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data = null, errors = [] } = JSON.parse(text) as Partial<Answer>;
  return { status: response.status, text, data, errors };
}

/** Starts the hub and waits until both legal entities have what the other must not see. */
export async function foreignAffairs(): Promise<Affairs> {
  const firm = twoEntities();
  const running = await runningHub(firm.tables);
  const token = async (name: string, legalEntityIds: number[] | null) => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const wanted = { name, roles: userRoles, legalEntityIds, expiresAt };
    return (await transaction(running.db.hub, (sql) => createToken(sql, wanted, 'test'))).token;
  };
  await amend(running, firm.own, firm.today, 'Nachbetreuung');
  await amend(running, firm.foreign, firm.today, 'Accompagnement');
  await running.until(async () => {
    const [row] = await running.db.hub.query(
      `select count(distinct f.legal_entity_id)::int as held from feed f where f.type = 'invoice.held'`,
    );
    return row.held === 2;
  }, 'both invoices held');
  return {
    running,
    firm,
    tokens: {
      attacker: await token('attacker', [firm.own.entity.id]),
      insider: await token('insider', [firm.foreign.entity.id]),
      group: await token('group', null),
    },
    own: await planned(running, firm.own),
    foreign: await planned(running, firm.foreign),
    ask: (of, query, variables = {}) => asker(running.hub.url, of, query, variables),
    close: () => running.close(),
  };
}
