import { type Sql, transaction, withConnection } from '../src/entities/sql.ts';
import { type WorkPolicy, workPolicy } from '../src/rules/work-policy.ts';
import type { TestDatabase } from './database.ts';

/** An exception to plant; it is one of R01 on a contract of legal entity 1 unless said otherwise. */
export interface Planted {
  rule?: string;
  subjectId?: string;
  status?: 'open' | 'acknowledged' | 'snoozed' | 'closed';
  severity?: string;
  effect?: 'flag' | 'block';
  amount?: string | null;
  currency?: string | null;
  invoiceId?: string | null;
  episode?: number;
  /** How long from now it is due, was opened, and is snoozed. */
  dueIn?: string;
  openedIn?: string;
  snoozedFor?: string;
  legalEntityId?: number;
  contractId?: string | null;
  material?: boolean;
}

/** Plants an exception as the rules would have opened it. Returns its id. */
export async function plantException(db: TestDatabase, given: Planted): Promise<string> {
  const { rule = 'R01', status = 'open', severity = 'high', effect = 'flag', amount = null, currency = null } = given;
  const { dueIn = '-1 day', openedIn = '0 days', snoozedFor = null, invoiceId = null, episode = 1 } = given;
  const [{ id }] = await db.hub.query(
    `insert into exception (rule, rule_version, kind, subject_id, subject_label, status, cause, severity, effect, owner_role,
                            amount, currency, invoice_id, episode, sla_due_at, snoozed_until, closed_at, legal_entity_id,
                            sentence, facts, explanation, opened_at, changed_at, seen_severity, seen_amount, seen_currency,
                            contract_id, material, correlation_id)
     values ($1, 1, 'contract', coalesce($15, gen_random_uuid()), 'Contract 7', $2, 'change', $3, $4, 'finance', $5, $6, $7, $8,
             now() + $9::interval, now() + $10::interval, case when $2 = 'closed' then now() end, $12, 'It is so.', '{}',
             '[]', now() + $11::interval, now(), $3, $5, $6, $13, $14, gen_random_uuid())
     returning id`,
    [
      rule,
      status,
      severity,
      effect,
      amount,
      currency,
      invoiceId,
      episode,
      dueIn,
      snoozedFor,
      openedIn,
      given.legalEntityId ?? 1,
      given.contractId ?? null,
      given.material ?? true,
      given.subjectId ?? null,
    ],
  );
  return id;
}

/** What has become of an exception: as it stands, what is in its history, and what the feed was told. */
export function stateOf(db: TestDatabase, id: string) {
  return withConnection(db.hub, (sql) =>
    sql.row(
      `select e.status, e.version, e.escalated_at is not null as escalated, e.owner_role, e.queue, e.assignee,
              array(select h.type from exception_event h where h.exception_id = e.id order by h.id) as events,
              array(select f.type from feed f where f.aggregate_id = e.id order by f.id) as told
         from exception e where e.id = $1`,
      [id],
    ),
  );
}

/** Does work in one transaction of a test's database. */
export const inOne = <T>(db: TestDatabase, work: (sql: Sql) => Promise<T>): Promise<T> => transaction(db.hub, work);

/** The policies of a firm of two companies, in which nothing below 1,000 euros matters and no route is laid. */
export function plainWork(routes: Parameters<typeof workPolicy>[0]['routing']['routes'] = []): WorkPolicy {
  const materiality = { version: 1, default: { EUR: '1000' }, legalEntities: { FR01: { EUR: '50' } } };
  const legalEntities = [
    { id: 1, code: 'DE01' },
    { id: 2, code: 'FR01' },
  ];
  return workPolicy(
    { materiality, routing: { version: 3, routes } },
    { legalEntities, practices: [{ id: 1, code: 'TEC' }] },
  );
}
