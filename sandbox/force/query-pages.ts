import { randomBytes } from 'node:crypto';

type Row = Record<string, unknown>;

/** A list as the platform gives it, whole or in part. */
export interface RowList {
  totalSize: number;
  done: boolean;
  nextRecordsUrl?: string;
  records: Row[];
}

/** The most rows that the platform gives at once. */
const mostRows = 2000;

/** Cuts the answers to queries into pages, the lists within records too, and keeps the rest until it is asked for. */
export class QueryPages {
  private readonly rest = new Map<string, { rows: Row[]; total: number; size: number }>();

  /** The first page of an answer. `size` is a wish: zero for as much as there may be. */
  first(rows: Row[], version: string, size: number): RowList {
    return this.page(rows, rows.length, version, Math.min(size === 0 ? mostRows : size, mostRows));
  }

  /** The page that an address leads to; undefined when nobody was given that address. */
  next(locator: string, version: string): RowList | undefined {
    const kept = this.rest.get(locator);
    return kept === undefined ? undefined : this.page(kept.rows, kept.total, version, kept.size);
  }

  private page(rows: Row[], total: number, version: string, size: number): RowList {
    const records = rows.slice(0, size).map((row) => this.cutLists(row, version, size));
    if (rows.length <= size) return { totalSize: total, done: true, records };
    const locator = `01g${randomBytes(8).toString('hex')}-${total - rows.length + size}`;
    this.rest.set(locator, { rows: rows.slice(size), total, size });
    return { totalSize: total, done: false, nextRecordsUrl: `/services/data/${version}/query/${locator}`, records };
  }

  private cutLists(row: Row, version: string, size: number): Row {
    let cut = row;
    for (const [name, value] of Object.entries(row)) {
      const list = (value as RowList | null | undefined)?.records;
      if (Array.isArray(list)) cut = { ...cut, [name]: this.page(list, list.length, version, size) };
    }
    return cut;
  }
}
