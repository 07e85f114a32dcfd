import { randomUUID } from 'node:crypto';
import { compare } from '../domain/decimal.ts';
import type { ApprovalsPolicy } from '../domain/policies.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { appendFeed } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';
import { amountOf, type Plan } from './plan.ts';

/** Who plans, under which event, and how many approvals the policy demands. */
export interface PlanContext {
  maker: string;
  correlationId: string;
  causationId: string | null;
  approvalsNeeded: number;
  policyVersion: string | null;
}

/** How many people must approve a plan. */
export function approvalsFor(policy: ApprovalsPolicy, plan: Plan): number {
  const { default: usual, above, aboveNeeds } = policy.approvers;
  const limit = plan.subject.currency === null ? undefined : above[plan.subject.currency];
  return limit !== undefined && compare(amountOf(plan.steps), limit) > 0 ? aboveNeeds : usual;
}

async function insertSteps(sql: Sql, correctionId: string, plan: Plan): Promise<void> {
  const rows = plan.steps.map((step, place) => ({
    correction_id: correctionId,
    number: place + 1,
    system: step.system,
    kind: step.kind,
    golden_id: step.goldenId,
    label: step.label,
    action: step.action,
    target_key: step.targetKey,
    level: step.level,
    origin: step.origin,
    parents: step.parents,
    fields: step.fields,
    gate_invoice_id: step.gateInvoiceId,
    legal_entity_id: plan.subject.legalEntityId,
  }));
  await sql.run(
    `insert into correction_step (correction_id, number, system, kind, golden_id, label, action, target_key, level,
                                  origin, parents, fields, gate_invoice_id, legal_entity_id)
     select i.* from jsonb_to_recordset($1::jsonb) as i (correction_id uuid, number int, system text, kind text,
       golden_id uuid, label text, action text, target_key text, level text, origin jsonb, parents jsonb, fields jsonb,
       gate_invoice_id uuid, legal_entity_id int)`,
    [JSON.stringify(rows)],
  );
}

/** Stores a plan as a correction. Nothing leaves the hub before it is approved. Returns its id. */
export async function recordPlan(sql: Sql, plan: Plan, context: PlanContext): Promise<string> {
  const id = randomUUID();
  const { subject } = plan;
  const amount = amountOf(plan.steps);
  await sql.run(
    `insert into correction (id, type, subject_kind, subject_id, subject_label, contract_id, invoice_id, state, reason,
       maker, approvals_needed, policy_version, amount, currency, legal_entity_id, undoes, created_at, changed_at,
       correlation_id, causation_id)
     values ($1, $2, $3, $4, $5, $6, $7, 'planned', $8, $9, $10, $11, $12, $13, $14, $15, clock_timestamp(),
             clock_timestamp(), $16, $17)`,
    [
      id,
      plan.type,
      subject.kind,
      subject.id,
      subject.label,
      subject.contractId,
      subject.invoiceId,
      plan.reason,
      context.maker,
      context.approvalsNeeded,
      context.policyVersion,
      amount,
      subject.currency,
      subject.legalEntityId,
      plan.undoes,
      context.correlationId,
      context.causationId,
    ],
  );
  await insertSteps(sql, id, plan);
  await appendAudit(sql, [
    {
      actor: context.maker,
      action: 'correction.plan',
      subject: id,
      detail: { type: plan.type, subject: subject.label, reason: plan.reason, steps: plan.steps },
      legalEntityId: subject.legalEntityId,
      correlationId: context.correlationId,
    },
  ]);
  await appendFeed(sql, [
    {
      type: 'correction.planned',
      aggregate: 'correction',
      aggregateId: id,
      aggregateVersion: 1,
      legalEntityId: subject.legalEntityId,
      payload: {
        correctionId: id,
        type: plan.type,
        subject: subject.label,
        reason: plan.reason,
        maker: context.maker,
        amount,
        currency: subject.currency,
        contractId: subject.contractId,
        invoiceId: subject.invoiceId,
      },
      correlationId: context.correlationId,
      causationId: context.causationId,
    },
  ]);
  return id;
}
