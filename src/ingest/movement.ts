import { subtract } from '../domain/decimal.ts';
import type { KindName } from '../domain/kinds.ts';
import { movesMoney, type Reached, reachedBy } from '../domain/stages.ts';
import type { Sql } from '../entities/sql.ts';
import type { Cause } from './fold-marks.ts';
import type { GoldenChange, GoldenRow } from './golden-rows.ts';

interface Entry extends Reached {
  row: GoldenRow;
}

const placeOf = ({ row, currency, occurredOn }: Entry) =>
  JSON.stringify([row['legal_entity_id'], row['practice_id'], currency, occurredOn]);

/** What moved between two states of a row: the difference where only the amount changed, else out and in again. */
function moved(kind: KindName, { before, after }: GoldenChange): Entry[] {
  const was = reachedBy(kind, before);
  const is = reachedBy(kind, after);
  const old = was === undefined || before === null ? undefined : { ...was, row: before };
  const now = is === undefined || after === null ? undefined : { ...is, row: after };
  if (old !== undefined && now !== undefined && placeOf(old) === placeOf(now)) {
    const amount = subtract(now.amount, old.amount);
    return amount === '0' ? [] : [{ ...now, amount }];
  }
  const back = old === undefined ? [] : [{ ...old, amount: subtract('0', old.amount) }];
  return now === undefined ? back : [...back, now];
}

/** Appends to the ledger what golden changes moved from stage to stage. */
export function appendMovements(
  sql: Sql,
  kind: KindName,
  changes: readonly GoldenChange[],
  causeOf: (goldenId: string) => Cause,
): void {
  if (!movesMoney(kind)) return;
  const entries = changes.flatMap((change) => moved(kind, change));
  if (entries.length === 0) return;
  sql.send(
    `insert into movement (kind, golden_id, contract_id, legal_entity_id, practice_id, from_stage, to_stage, amount,
                           currency, occurred_on, known_at, correlation_id)
     select $2, i.golden_id, i.contract_id, i.legal_entity_id, i.practice_id, i.from_stage, i.to_stage, i.amount,
            i.currency, i.occurred_on, clock_timestamp(), i.correlation_id
       from jsonb_to_recordset($1::jsonb) as i (golden_id uuid, contract_id uuid, legal_entity_id int, practice_id int,
         from_stage text, to_stage text, amount numeric, currency text, occurred_on date, correlation_id uuid)`,
    [
      JSON.stringify(
        entries.map(({ row, from, to, amount, currency, occurredOn }) => ({
          golden_id: row.id,
          contract_id: kind === 'contract' ? row.id : (row['contract_id'] ?? null),
          legal_entity_id: row['legal_entity_id'],
          practice_id: row['practice_id'],
          from_stage: from,
          to_stage: to,
          amount,
          currency,
          occurred_on: occurredOn,
          correlation_id: causeOf(row.id).correlationId,
        })),
      ),
      kind,
    ],
  );
}
