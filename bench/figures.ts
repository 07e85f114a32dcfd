/** How long something took, over many times: in milliseconds. */
export interface Figures {
  count: number;
  p50: number;
  p99: number;
  most: number;
}

/** The middle, the slow end and the slowest of the times. */
export function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? Number.NaN };
}

const places = (value: number) => value.toFixed(value < 10 ? 2 : 1);

/** A table for people: one row a measurement, each beside the first. */
export function tableOf(rows: readonly { name: string; figures: Figures }[]): string {
  const reference = rows[0]?.figures.p50 ?? Number.NaN;
  const cells = rows.map(({ name, figures: { count, p50, p99, most } }) => [
    name,
    String(count),
    places(p50),
    places(p99),
    places(most),
    `${(p50 / reference).toFixed(1)} ×`,
  ]);
  const all = [['', 'times', 'p50 ms', 'p99 ms', 'most ms', 'p50 beside the first'], ...cells];
  const widths = all[0]?.map((_cell, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
