import fc from 'fast-check';
import { type AttributeType, columnOf } from '../src/domain/kind.ts';
import { kinds } from '../src/domain/kinds.ts';

/** A value of a golden table: which column of which row. Refs are none: what points nowhere is an orphan, and said to be. */
export interface Cell {
  table: string;
  column: string;
  type: AttributeType;
  id: string;
}

// Left empty they say something: that there is no end, that the contract's own start counts, that it was one day.
const saidByAbsence = new Set([
  'contract.endsOn',
  'contract_line.startsOn',
  'contract_line.endsOn',
  'rate_card_line.endsOn',
  'charge_code.endsOn',
  'time_entry.workedFrom',
]);

/** The cells of the golden rows of which the ids are given by table, but for those whose emptiness says something. */
export function cellsOf(ids: ReadonlyMap<string, readonly string[]>): Cell[] {
  return kinds.flatMap(({ name, attributes }) =>
    Object.entries(attributes).flatMap(([attribute, type]) =>
      saidByAbsence.has(`${name}.${attribute}`)
        ? []
        : (ids.get(name) ?? []).map((id): Cell => ({ table: name, column: columnOf(attribute), type, id })),
    ),
  );
}

const values: Record<Exclude<AttributeType, object>, readonly unknown[]> = {
  text: ['', 'x', 'zzz'],
  decimal: ['0', '0.01', '-1', '1000000'],
  integer: [0, 1, 1000],
  boolean: [true, false],
  date: ['2000-01-01', '2026-01-01', '2100-01-01'],
  instant: ['2000-01-01T00:00:00Z', '2026-01-01T00:00:00.000001Z', '2100-01-01T00:00:00Z'],
  currency: ['EUR', 'USD'],
};

/** Values that could stand in a cell where nothing is known. */
export function valuesFor({ type }: Cell): readonly unknown[] {
  return typeof type === 'string' ? values[type] : type.oneOf;
}

/** A few cells of the book to be emptied, and what may stand there instead. */
export function randomGaps(cells: readonly Cell[]): fc.Arbitrary<{ cell: Cell; others: unknown[] }[]> {
  const gap = fc.constantFrom(...cells).chain((cell) =>
    fc.record({
      cell: fc.constant(cell),
      others: fc.array(fc.constantFrom(...valuesFor(cell)), { minLength: 2, maxLength: 2 }),
    }),
  );
  return fc.array(gap, { minLength: 1, maxLength: 3 });
}
