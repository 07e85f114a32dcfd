import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { vendorPaths } from './vendor-folder.ts';

/** A row of a published table. */
export type Row = Record<string, unknown>;

/** Published time sheets, table by table: recognised by what their rows have, not by what they are called. */
export interface TimeSheets {
  lines: readonly Row[];
  cards: ReadonlyMap<unknown, Row>;
  periods: ReadonlyMap<unknown, Row>;
  projects: readonly Row[];
  accounts: ReadonlyMap<unknown, Row>;
  people: readonly Row[];
}

/** A published price list: where it lies, its rows, and which of its columns say what. */
export interface PriceList {
  path: string;
  rows: readonly Record<string, string>[];
  columns: { role: string; price: string; contract: string; company: string; from: string; to: string; part: string };
}

const ofTable = (tables: readonly Row[][], ...members: string[]): readonly Row[] =>
  tables.find(([first]) => first !== undefined && members.every((member) => member in first)) ?? [];

const byKey = (rows: readonly Row[]) => new Map(rows.map((row) => [row['pk'], row]));

function timeSheetsIn(text: string): TimeSheets | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  const content: unknown = JSON.parse(text);
  const isTable = (each: unknown): each is Row[] =>
    Array.isArray(each) && typeof each[0] === 'object' && each[0] !== null && !Array.isArray(each[0]);
  const tables = Object.values(content as Record<string, unknown>).filter(isTable);
  const lines = ofTable(tables, 'hours_spent', 'timecard', 'project');
  if (lines.length === 0) return undefined;
  return {
    lines,
    cards: byKey(ofTable(tables, 'reporting_period', 'user')),
    periods: byKey(ofTable(tables, 'start_date', 'end_date', 'exact_working_hours')),
    projects: ofTable(tables, 'accounting_code', 'name'),
    accounts: byKey(ofTable(tables, 'billable', 'code')),
    people: ofTable(tables, 'user', 'current_employee'),
  };
}

function priceListIn(path: string, text: string): PriceList | undefined {
  const [header = ''] = text.replace(/^\uFEFF/, '').split('\n');
  if (!/labor category|service proposed/i.test(header) || !/year 1|price offered/i.test(header)) return undefined;
  const rows: Record<string, string>[] = parse(text, {
    bom: true,
    columns: (names: string[]) => names.map((n) => n.trim()),
  });
  const names = Object.keys(rows[0] ?? {});
  const named = (pattern: RegExp) => names.find((name) => pattern.test(name)) ?? '';
  const columns = {
    role: named(/labor category|service proposed/i),
    price: named(/year 1|price offered/i),
    contract: named(/^contract (number|\.)/i),
    company: named(/company|vendor/i),
    from: named(/(begin|start) date/i),
    to: named(/end date/i),
    part: named(/\bsin\b|sin\(s\)/i),
  };
  return { path, rows, columns };
}

const candidates = (ending: RegExp) =>
  vendorPaths()
    .filter((path) => ending.test(path))
    .map((path) => [path, readFileSync(path, 'utf8')] as const);

/** The time sheets that somebody has published, if any. */
export function publishedTimeSheets(): TimeSheets | undefined {
  for (const [, text] of candidates(/\.json$/i)) {
    const found = timeSheetsIn(text);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The price lists that somebody has published. */
export function publishedPriceLists(): readonly PriceList[] {
  return candidates(/\.csv$/i).flatMap(([path, text]) => priceListIn(path, text) ?? []);
}
