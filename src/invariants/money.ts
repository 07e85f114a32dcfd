import { compare, type DecimalText, subtract, sum } from '../domain/decimal.ts';
import type { Kind } from '../domain/kind.ts';
import { type KindName, kinds } from '../domain/kinds.ts';
import { movesMoney, reachedBy } from '../domain/stages.ts';
import { goldenSelect } from '../entities/golden-tables.ts';
import type { Sql } from '../entities/sql.ts';
import type { Checked } from './checked.ts';

type Totals = Map<string, DecimalText>;

const pageSize = 5000;
const placeOf = (kind: string, entity: unknown, stage: string, currency: string) =>
  `${kind} ${entity ?? 'of no legal entity'} ${stage} ${currency}`;

type Row = Record<string, unknown> & { id: string };

async function* goldenRows(sql: Sql, kind: Kind): AsyncGenerator<Row[]> {
  let last: string | null = null;
  for (;;) {
    const rows: Row[] = await sql.rows<Row>(
      `select ${goldenSelect(kind, 'g')} from ${kind.name} g
        where $1::uuid is null or g.id > $1::uuid order by g.id limit ${pageSize}`,
      [last],
    );
    yield rows;
    if (rows.length < pageSize) return;
    last = rows.at(-1)?.id ?? null;
  }
}

/** What the golden records of a kind say has come to a stage, by legal entity and currency. */
async function addGolden(sql: Sql, kind: Kind, totals: Totals): Promise<void> {
  for await (const rows of goldenRows(sql, kind)) {
    for (const row of rows) {
      const reached = reachedBy(kind.name as KindName, row);
      if (reached === undefined) continue;
      const place = placeOf(kind.name, row['legal_entity_id'], reached.to, reached.currency);
      totals.set(place, sum([totals.get(place) ?? '0', reached.amount]));
    }
  }
}

interface Moved {
  kind: string;
  entity: number | null;
  stage: string;
  currency: string;
  amount: DecimalText;
}

/** Whether the ledger of movements adds up to what the golden records say, per legal entity, stage and currency. */
export async function moneyAddsUp(sql: Sql): Promise<Checked> {
  const golden: Totals = new Map();
  for (const kind of kinds.filter(({ name }) => movesMoney(name as KindName))) await addGolden(sql, kind, golden);
  const moved = await sql.rows<Moved & Record<string, unknown>>(
    `select m.kind, m.legal_entity_id as entity, m.to_stage as stage, m.currency, sum(m.amount)::text as amount
       from movement m group by m.kind, m.legal_entity_id, m.to_stage, m.currency`,
  );
  const ledger: Totals = new Map(
    moved.map((row) => [placeOf(row.kind, row.entity, row.stage, row.currency), row.amount]),
  );
  const places = [...new Set([...golden.keys(), ...ledger.keys()])].sort();
  const broken = places.flatMap((place) => {
    const difference = subtract(ledger.get(place) ?? '0', golden.get(place) ?? '0');
    return compare(difference, '0') === 0 ? [] : [`${place}: ${difference} too much in the ledger`];
  });
  return {
    id: 'I13',
    check: 'sums of money',
    fine: `the ledger of movements ties to the records, in ${places.length} sums`,
    bad: 'do not tie',
    broken,
  };
}
