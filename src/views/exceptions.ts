import type { ListDefinition } from './list.ts';

/** An exception with everything that a person needs to act on it. */
export interface ExceptionRow {
  id: string;
  rule: string;
  ruleVersion: number;
  title: string;
  kind: string;
  subjectId: string;
  subjectLabel: string;
  status: string;
  cause: string;
  severity: string;
  effect: string;
  amount: string | null;
  currency: string | null;
  ownerRole: string;
  assignee: string | null;
  snoozedUntil: string | null;
  slaDueAt: string | null;
  escalatedAt: string | null;
  substatus: string | null;
  material: boolean;
  snoozeCondition: { type: string; amount?: string; currency?: string; businessDays?: number } | null;
  queue: string | null;
  routedBy: string | null;
  legalEntityId: number | null;
  contractId: string | null;
  invoiceId: string | null;
  sentence: string;
  facts: Record<string, unknown>;
  explanation: {
    fact: string;
    about: string;
    value: string;
    comparison: string;
    expected: string;
    holds: boolean | null;
  }[];
  correction: string | null;
  openedAt: string;
  changedAt: string;
  closedAt: string | null;
  episode: number;
  version: number;
  correlationId: string;
}

const severityRank = `array_position(array['low', 'medium', 'high', 'critical'], x.severity)`;

/**
 * What has become of an exception that stands: worse than when somebody last did something with it; back after it was
 * closed; of this month, as its company counts; or older. What is not known to have risen has not.
 */
const substatus = `case
  when x.closed_at is not null then null
  when array_position(array['low', 'medium', 'high', 'critical'], x.seen_severity) < ${severityRank}
    or (x.amount > x.seen_amount and x.currency = x.seen_currency) then 'escalating'
  when x.episode > 1 then 'regressed'
  when date_trunc('month', x.opened_at at time zone coalesce(e.time_zone, 'UTC'))
     = date_trunc('month', clock_timestamp() at time zone coalesce(e.time_zone, 'UTC')) then 'new'
  else 'ongoing' end`;

/** Exceptions, open and closed. */
export const exceptions: ListDefinition = {
  from: `exception x
    left join rule_version r on r.rule = x.rule and r.version = x.rule_version
    left join legal_entity e on e.id = x.legal_entity_id
    left join contract c on c.id = x.contract_id
    left join invoice i on i.id = x.invoice_id`,
  id: 'x.id',
  select: {
    id: 'x.id',
    rule: 'x.rule',
    ruleVersion: 'x.rule_version',
    title: `coalesce(r.content->>'title', x.rule)`,
    kind: 'x.kind',
    subjectId: 'x.subject_id',
    subjectLabel: 'x.subject_label',
    status: 'x.status',
    cause: 'x.cause',
    severity: 'x.severity',
    effect: 'x.effect',
    amount: 'x.amount',
    currency: 'x.currency',
    ownerRole: 'x.owner_role',
    assignee: 'x.assignee',
    snoozedUntil: 'x.snoozed_until',
    slaDueAt: 'x.sla_due_at',
    escalatedAt: 'x.escalated_at',
    substatus,
    material: 'x.material',
    snoozeCondition: 'x.snooze_condition',
    queue: 'x.queue',
    routedBy: 'x.routed_by',
    legalEntityId: 'x.legal_entity_id',
    contractId: 'x.contract_id',
    invoiceId: 'x.invoice_id',
    sentence: 'x.sentence',
    facts: 'x.facts',
    explanation: 'x.explanation',
    correction: 'x.correction',
    openedAt: 'x.opened_at',
    changedAt: 'x.changed_at',
    closedAt: 'x.closed_at',
    episode: 'x.episode',
    version: 'x.version',
    correlationId: 'x.correlation_id',
  },
  filters: {
    id: { sql: 'x.id', type: 'uuid' },
    rule: { sql: 'x.rule', type: 'text' },
    status: { sql: 'x.status', type: 'text' },
    severity: { sql: 'x.severity', type: 'text' },
    effect: { sql: 'x.effect', type: 'text' },
    cause: { sql: 'x.cause', type: 'text' },
    amount: { sql: 'x.amount', type: 'numeric' },
    currency: { sql: 'x.currency', type: 'text' },
    ownerRole: { sql: 'x.owner_role', type: 'text' },
    assignee: { sql: 'x.assignee', type: 'text' },
    queue: { sql: 'x.queue', type: 'text' },
    material: { sql: 'x.material', type: 'boolean' },
    substatus: { sql: `(${substatus})`, type: 'text' },
    risk: {
      sql: '(select a.state from risk_acceptance a where a.exception_id = x.id and a.ended_at is null)',
      type: 'text',
    },
    open: { sql: `(x.closed_at is null and x.status <> 'accepted')`, type: 'boolean' },
    openedAt: { sql: 'x.opened_at', type: 'timestamptz' },
    slaDueAt: { sql: 'x.sla_due_at', type: 'timestamptz' },
    escalated: { sql: '(x.escalated_at is not null)', type: 'boolean' },
    legalEntity: { sql: 'e.code', type: 'text' },
    contractNumber: { sql: 'c.number', type: 'text' },
    invoiceNumber: { sql: 'i.number', type: 'text' },
    contractId: { sql: 'x.contract_id', type: 'uuid' },
    invoiceId: { sql: 'x.invoice_id', type: 'uuid' },
    subjectId: { sql: 'x.subject_id', type: 'uuid' },
  },
  orders: {
    OPENED_AT: { sql: 'x.opened_at', type: 'timestamptz' },
    SLA_DUE_AT: { sql: 'x.sla_due_at', type: 'timestamptz' },
    AMOUNT: { sql: 'x.amount', type: 'numeric' },
    SEVERITY: { sql: severityRank, type: 'int' },
    RULE: { sql: 'x.rule', type: 'text' },
  },
  defaultOrder: [
    { field: 'SEVERITY', descending: true },
    { field: 'AMOUNT', descending: true },
  ],
};
