import type { FieldChange, PushCommand } from '../domain/connector.ts';
import { absolute, compare, readDecimal, subtract, sum } from '../domain/decimal.ts';
import type { KindName } from '../domain/kinds.ts';

/** One change of one record at one target. */
export interface PlannedStep {
  system: string;
  kind: KindName;
  goldenId: string;
  label: string;
  action: PushCommand['action'];
  targetKey: string | null;
  level: string;
  origin: PushCommand['origin'];
  parents: Record<string, string>;
  fields: FieldChange[];
  /** A release waits until this invoice has nothing left that blocks it. */
  gateInvoiceId: string | null;
}

/** What a correction is about. */
export interface PlanSubject {
  kind: KindName;
  id: string;
  label: string;
  contractId: string | null;
  invoiceId: string | null;
  legalEntityId: number | null;
  currency: string | null;
}

export type CorrectionType = 'propagateContractVersion' | 'holdInvoice' | 'releaseInvoice' | 'undo';

/** A correction before anybody has decided on it. */
export interface Plan {
  type: CorrectionType;
  subject: PlanSubject;
  reason: string;
  steps: PlannedStep[];
  undoes: string | null;
}

/** How much money a plan moves: what milestones change by, each counted once however many targets it changes at. */
export function amountOf(steps: readonly PlannedStep[]): string {
  const moved = new Map<string, string>();
  // The value of a contract is the sum of its milestones; counting it too would count it twice.
  for (const { kind, goldenId, fields } of steps.filter((step) => step.kind === 'milestone')) {
    for (const { field, before, after } of fields) {
      if (field !== 'amount') continue;
      const change = absolute(subtract(readDecimal(after) ?? '0', readDecimal(before) ?? '0'));
      const known = moved.get(`${kind} ${goldenId}`) ?? '0';
      moved.set(`${kind} ${goldenId}`, compare(change, known) > 0 ? change : known);
    }
  }
  return sum(moved.values());
}
