import { useRef } from 'react';

/**
 * Keeps rows from moving away under somebody's hand: while the list is held, rows that are new wait, and the others
 * stay where they are with their new contents.
 */
export function useHeldRows<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  held: boolean,
): { rows: readonly Row[]; waiting: number } {
  const shown = useRef<readonly string[]>([]);
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const stay = shown.current.filter((key) => byKey.has(key));
  const waiting = rows.length - stay.length;
  if (!held || stay.length === 0) {
    shown.current = rows.map(keyOf);
    return { rows, waiting: 0 };
  }
  return { rows: stay.flatMap((key) => byKey.get(key) ?? []), waiting };
}
