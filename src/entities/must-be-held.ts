/**
 * SQL: whether what an invoice line bills must be held, because something blocks the line, or the invoice as a whole. What
 * blocks a line that bills nothing which could be held blocks the whole, as does what is not about a line.
 */
export const mustBeHeld = (line: string) => `exists (
  select from exception x
   where x.invoice_id = ${line}.invoice_id and x.effect = 'block' and x.closed_at is null and x.status <> 'accepted'
     and (x.subject_id = ${line}.id or not exists (
       select from invoice_line n
         join invoice_allocation m on m.invoice_line_id = n.id and not m.deleted
         join billing_event v on v.id = m.billing_event_id and not v.deleted
        where n.id = x.subject_id and n.invoice_id = x.invoice_id and not n.deleted)))`;
