import { contractFlowSql } from '../entities/contract-flow.ts';
import type { Sql } from '../entities/sql.ts';

/** What the amounts are broken down by, besides the currency, which always stands apart. */
export interface BacklogGrouping {
  legalEntity: boolean;
  practice: boolean;
  month: boolean;
}

/** Where money has got to. Amounts of different currencies are never added. */
export interface BacklogRow {
  legalEntityId: number | null;
  practiceId: number | null;
  month: string | null;
  currency: string;
  signed: string;
  delivered: string;
  billed: string;
  collected: string;
  writtenOff: string;
  /** Between the stages, each from records of its own too. */
  backlog: string;
  workInProgress: string;
  receivable: string;
  /** What of the contracts' value is in no record of what is open, delivered, billed, paid or written off. */
  unexplained: string;
  /** Contracts of which not every amount is known; they count in nothing between the stages. */
  unknownContracts: number;
}

const place = `
    case when $1::boolean then %.legal_entity_id end as legal_entity_id,
    case when $2::boolean then %.practice_id end as practice_id,`;

// Stages come from the ledger of movements, each from its own records; the unexplained from the golden records, so that
// one is a check on the other.
const statement = `
  select x.legal_entity_id as "legalEntityId", x.practice_id as "practiceId", x.month, coalesce(x.currency, '') as currency,
         coalesce(sum(x.amount) filter (where x.stage = 'signed'), 0) as signed,
         coalesce(sum(x.amount) filter (where x.stage = 'delivered'), 0) as delivered,
         coalesce(sum(x.amount) filter (where x.stage = 'billed'), 0) as billed,
         coalesce(sum(x.amount) filter (where x.stage = 'collected'), 0) as collected,
         coalesce(sum(x.amount) filter (where x.stage = 'written_off'), 0) as "writtenOff",
         coalesce(sum(x.backlog), 0) as backlog, coalesce(sum(x.wip), 0) as "workInProgress",
         coalesce(sum(x.open), 0) as receivable,
         coalesce(sum(x.amount) filter (where x.stage = 'unexplained'), 0) as unexplained,
         (count(*) filter (where x.stage = 'unexplained' and x.amount is null))::int as "unknownContracts"
    from (
      select ${place.replaceAll('%', 'm')}
        case when $3::boolean then date_trunc('month', m.occurred_on)::date end as month,
        m.currency, m.to_stage as stage, m.amount,
        null::numeric as backlog, null::numeric as wip, null::numeric as open
      from movement m
      where ($4::date is null or m.occurred_on >= $4) and ($5::date is null or m.occurred_on < $5)
      union all
      select ${place.replaceAll('%', 'c')}
        case when $3::boolean then date_trunc('month', c.signed_on)::date end,
        c.currency, 'unexplained',
        c.value - flow.explained, flow.undelivered, flow.unbilled, flow.open
      from contract c
      left join lateral (${contractFlowSql}) flow on true
      where c.status <> 'draft' and not c.deleted
        and ($4::date is null or c.signed_on >= $4) and ($5::date is null or c.signed_on < $5)
    ) x
   group by x.legal_entity_id, x.practice_id, x.month, x.currency
   order by x.legal_entity_id, x.practice_id, x.month, x.currency`;

/**
 * Signed, delivered, billed, collected, written off and unexplained, by currency and what else is asked for. `from` and
 * `to` bound when things happened, `to` excluded.
 */
export async function backlogToCash(
  sql: Sql,
  by: BacklogGrouping,
  from: string | null,
  to: string | null,
): Promise<BacklogRow[]> {
  return sql.rows<BacklogRow & Record<string, unknown>>(statement, [by.legalEntity, by.practice, by.month, from, to]);
}
