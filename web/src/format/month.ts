/** The days of a month of the address (`2026-11`), its end excluded; undefined for anything else. */
export function monthRange(month: string | undefined): { from: string; before: string } | undefined {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month ?? '') ?? [];
  if (year === undefined || number === undefined) return undefined;
  const next = new Date(Date.UTC(Number(year), Number(number), 1));
  return { from: `${year}-${number}-01`, before: next.toISOString().slice(0, 10) };
}
