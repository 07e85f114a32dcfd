import type { BlockedInvoices } from './blocked-invoices.graphql';

type Invoice = BlockedInvoices['invoices']['nodes'][number];
type Correction = BlockedInvoices['corrections']['nodes'][number];

/** What moves a blocked invoice on, and where that is done. */
export interface NextAction {
  words: string;
  /** Whether it is the reader's turn. */
  yours: boolean;
  correction: string | undefined;
}

/** Who asks, and what they may do. */
export interface Actor {
  id: string;
  plans: boolean;
  approves: boolean;
}

function ofCorrection({ id, state, maker }: Correction, actor: Actor): NextAction {
  const words: Record<Correction['state'], string> = {
    PLANNED: 'Waits for approval',
    APPROVED: 'Waits to be sent',
    DELIVERING: 'Being delivered',
    NEEDS_HUMAN: 'Delivery needs somebody',
    CONFIRMED: 'Confirmed',
    REJECTED: 'Rejected',
    CANCELLED: 'Cancelled',
    STALE: 'Out of date: plan again',
  };
  const yours = state === 'PLANNED' && actor.approves && maker !== actor.id;
  return { words: yours ? 'Approve the correction' : words[state], yours, correction: id };
}

/** What has to happen next, so that the invoice can go out. */
export function nextAction(invoice: Invoice, corrections: readonly Correction[], actor: Actor): NextAction {
  const mending = corrections.find(
    ({ type, contract, invoice: about }) =>
      type !== 'HOLD_INVOICE' &&
      ((contract !== null && contract.id === invoice.contract?.id) || about?.id === invoice.id),
  );
  if (mending !== undefined) return ofCorrection(mending, actor);
  const correctable = invoice.blockedBy.some(({ correction }) => correction !== null);
  if (correctable && actor.plans) return { words: 'Plan the correction', yours: true, correction: undefined };
  if (correctable) return { words: 'A correction has to be planned', yours: false, correction: undefined };
  const [owner] = invoice.blockedBy.map(({ ownerRole }) => ownerRole);
  return { words: `For ${owner ?? 'its owner'} to resolve at the source`, yours: false, correction: undefined };
}
