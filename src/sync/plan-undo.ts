import type { FieldChange } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Sql } from '../entities/sql.ts';
import type { Plan, PlannedStep } from './plan.ts';
import { demandStage, type Targets } from './targets.ts';

interface CorrectionRow {
  id: string;
  type: string;
  state: string;
  subject_kind: KindName;
  subject_id: string;
  subject_label: string;
  contract_id: string | null;
  invoice_id: string | null;
  legal_entity_id: number | null;
  currency: string | null;
}

interface StepRow {
  system: string;
  kind: KindName;
  golden_id: string;
  label: string;
  action: PlannedStep['action'];
  level: string;
  origin: PlannedStep['origin'];
  fields: FieldChange[];
  target_key: string | null;
}

const turned = ({ field, before, after }: FieldChange): FieldChange => ({ field, before: after, after: before });

/**
 * Plans how a confirmed correction is taken back: every changed field gets its former value, in reverse order. What was
 * created is taken out of scope, because no target lets it be deleted once it may be on an invoice.
 */
export async function planUndo(sql: Sql, correctionId: string, targets: Targets, reason: string): Promise<Plan> {
  const correction = await sql.row<CorrectionRow & Record<string, unknown>>(
    `select c.id, c.type, c.state, c.subject_kind, c.subject_id, c.subject_label, c.contract_id, c.invoice_id,
            c.legal_entity_id, c.currency
       from correction c where c.id = $1`,
    [correctionId],
  );
  if (correction === undefined) throw new HubError('NOT_FOUND');
  if (correction.state !== 'confirmed') throw new HubError('CONFLICT', 'only a confirmed correction can be undone');
  const rows = await sql.rows<StepRow & Record<string, unknown>>(
    `select s.system, s.kind, s.golden_id, s.label, s.action, s.level, s.origin, s.fields, o.target_key
       from correction_step s
       join outbox o on o.correction_id = s.correction_id and o.step_number = s.number and o.state = 'confirmed'
      where s.correction_id = $1 and s.action in ('create', 'update') order by s.number desc`,
    [correctionId],
  );
  const steps = rows.map((row): PlannedStep => {
    const target = targets.get(row.system);
    if (target === undefined) throw new HubError('UNKNOWN_SYSTEM', row.system);
    demandStage(target, 'propose');
    const created = row.fields
      .filter(({ field }) => field === 'amount' || field === 'scopeState')
      .map(({ field, after }): FieldChange => ({ field, before: after, after: field === 'amount' ? '0' : 'dropped' }));
    return {
      system: row.system,
      kind: row.kind,
      goldenId: row.golden_id,
      label: row.label,
      action: 'update',
      targetKey: row.target_key,
      level: row.level,
      origin: row.origin,
      parents: {},
      fields: row.action === 'create' ? created : row.fields.map(turned),
      gateInvoiceId: null,
    };
  });
  if (steps.length === 0) throw new HubError('CONFLICT', 'there is nothing that could be taken back');
  return {
    type: 'undo',
    subject: {
      kind: correction.subject_kind,
      id: correction.subject_id,
      label: correction.subject_label,
      contractId: correction.contract_id,
      invoiceId: correction.invoice_id,
      legalEntityId: correction.legal_entity_id,
      currency: correction.currency,
    },
    reason,
    steps,
    undoes: correction.id,
  };
}
