/** SQL: whether something blocks an invoice that nobody has accepted the risk of; it is named by an expression for its id. */
export const isBlocked = (invoiceId: string): string => `exists (
  select from exception e
   where e.invoice_id = ${invoiceId} and e.effect = 'block' and e.closed_at is null and e.status <> 'accepted')`;
