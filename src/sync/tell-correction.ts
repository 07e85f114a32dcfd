import { appendFeed } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';

interface Row {
  id: string;
  type: string;
  state: string;
  subject_label: string;
  reason: string;
  amount: string | null;
  currency: string | null;
  contract_id: string | null;
  invoice_id: string | null;
  legal_entity_id: number | null;
  version: number;
  correlation_id: string;
}

/** Tells the feed what has become of a correction. */
export async function tellCorrection(sql: Sql, id: string, type: string, detail: object = {}): Promise<void> {
  const row = await sql.row<Row & Record<string, unknown>>(
    `select c.id, c.type, c.state, c.subject_label, c.reason, c.amount, c.currency, c.contract_id, c.invoice_id,
            c.legal_entity_id, c.version, c.correlation_id
       from correction c where c.id = $1`,
    [id],
  );
  if (row === undefined) return;
  await appendFeed(sql, [
    {
      type,
      aggregate: 'correction',
      aggregateId: row.id,
      aggregateVersion: row.version,
      legalEntityId: row.legal_entity_id,
      payload: {
        correctionId: row.id,
        type: row.type,
        state: row.state,
        subject: row.subject_label,
        reason: row.reason,
        amount: row.amount,
        currency: row.currency,
        contractId: row.contract_id,
        invoiceId: row.invoice_id,
        ...detail,
      },
      correlationId: row.correlation_id,
      causationId: `correction:${row.id}`,
    },
  ]);
}
