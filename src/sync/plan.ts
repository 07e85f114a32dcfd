import type { FieldChange, PushCommand } from '../domain/connector.ts';
import { absolute, compare, type DecimalText, readDecimal, subtract, sum } from '../domain/decimal.ts';
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

/** What a correction is meant to do. */
export type CorrectionType = 'propagateContractVersion' | 'holdInvoice' | 'releaseInvoice' | 'undo';

/** A correction before anybody has decided on it. */
export interface Plan {
  type: CorrectionType;
  subject: PlanSubject;
  reason: string;
  steps: PlannedStep[];
  undoes: string | null;
}

function amountMoved({ fields }: PlannedStep): DecimalText {
  const change = fields.find(({ field }) => field === 'amount');
  return absolute(subtract(readDecimal(change?.after) ?? '0', readDecimal(change?.before) ?? '0'));
}

/** How much money a plan moves: what milestones change by, each counted once however many targets it changes at. */
export function amountOf(steps: readonly PlannedStep[]): string {
  const moved = new Map<string, DecimalText>();
  // The value of a contract is the sum of its milestones; counting it too would count it twice.
  for (const step of steps.filter(({ kind }) => kind === 'milestone')) {
    const change = amountMoved(step);
    const known = moved.get(step.goldenId) ?? '0';
    moved.set(step.goldenId, compare(change, known) > 0 ? change : known);
  }
  return sum(moved.values());
}
