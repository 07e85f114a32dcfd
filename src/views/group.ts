import { sum } from '../domain/decimal.ts';
import { catalogue, type ErrorCode, HubError } from '../domain/errors.ts';
import { within } from '../domain/within.ts';
import type { Sql } from '../entities/sql.ts';
import { type BacklogRow, backlogToCash } from './backlog-to-cash.ts';
import { blockedTotals, exceptionTotals } from './open-work.ts';

/** A cell as the group asks it: as somebody who sees all of it, for so long at most. */
export interface AskedCell {
  name: string;
  legalEntities: readonly { code: string; name: string; currency: string; country: string }[];
  answerWithinMs: number;
  read<T>(view: (sql: Sql) => Promise<T>): Promise<T>;
}

type BlockedRow = Awaited<ReturnType<typeof blockedTotals>>[number];
type ExceptionRow = Awaited<ReturnType<typeof exceptionTotals>>[number];

/** What the group is told in figures. Amounts of different currencies are never added, nor converted into each other. */
interface Figures {
  backlogToCash: BacklogRow[];
  exceptionTotals: ExceptionRow[];
  blockedTotals: BlockedRow[];
}

/** What one cell said, by its own clock. */
interface CellFigures extends Figures {
  asOf: string;
  newestMessageAt: string | null;
  waitingSince: string | null;
}

/** One cell, and what it said or why it said nothing. */
export interface GroupCellRow extends Pick<AskedCell, 'name' | 'legalEntities'> {
  answered: boolean;
  code: ErrorCode | null;
  reason: string | null;
  figures: CellFigures | null;
}

/** What all cells that were asked come to. There are no sums unless every one has answered. */
export interface GroupRow {
  complete: boolean;
  missing: string[];
  cells: GroupCellRow[];
  sums: Figures | null;
}

/** What is asked of the flow from signature to cash: its days, the last one excluded, and whether by month. */
export interface GroupQuestion {
  month: boolean;
  from: string | null;
  to: string | null;
}

async function figuresOf(sql: Sql, { month, from, to }: GroupQuestion): Promise<CellFigures> {
  const row = await sql.row<Pick<CellFigures, 'asOf' | 'newestMessageAt' | 'waitingSince'>>(
    `select clock_timestamp() as "asOf",
            (select i.received_at from inbox i order by i.id desc limit 1) as "newestMessageAt",
            (select min(i.received_at) from inbox i where i.state = 'new') as "waitingSince"`,
  );
  const grouping = { legalEntity: false, practice: false, month };
  return {
    ...(row as Pick<CellFigures, 'asOf' | 'newestMessageAt' | 'waitingSince'>),
    backlogToCash: await backlogToCash(sql, grouping, from, to),
    exceptionTotals: await exceptionTotals(sql),
    blockedTotals: await blockedTotals(sql),
  };
}

const tooLate = () => new HubError('QUERY_TIMEOUT');

async function ask(cell: AskedCell, question: GroupQuestion): Promise<GroupCellRow> {
  const { name, legalEntities, answerWithinMs } = cell;
  try {
    const reading = cell.read((sql) => figuresOf(sql, question));
    const figures = await within(answerWithinMs, reading, tooLate);
    return { name, legalEntities, answered: true, code: null, reason: null, figures };
  } catch (error) {
    // What a database says of its failure is for the log of who runs it.
    const code = error instanceof HubError ? error.code : 'DATABASE_UNAVAILABLE';
    return { name, legalEntities, answered: false, code, reason: catalogue[code].sentence, figures: null };
  }
}

/** Puts rows together that have the same key, in the order of the keys. */
function together<Row>(rows: readonly Row[], keyOf: (row: Row) => string, add: (rows: readonly Row[]) => Row): Row[] {
  const keys = [...new Set(rows.map(keyOf))].sort();
  return keys.map((key) => add(rows.filter((row) => keyOf(row) === key)));
}

/** The sum of what is known; nothing where nothing is. */
function known(amounts: readonly (string | null)[]): string | null {
  const all = amounts.filter((amount) => amount !== null);
  return all.length === 0 ? null : sum(all);
}

const count = (rows: readonly { count: number }[]) => rows.reduce((total, row) => total + row.count, 0);

function flowOf(rows: readonly BacklogRow[]): BacklogRow {
  const total = (pick: (row: BacklogRow) => string) => sum(rows.map(pick));
  return {
    ...(rows[0] as BacklogRow),
    signed: total((row) => row.signed),
    delivered: total((row) => row.delivered),
    billed: total((row) => row.billed),
    collected: total((row) => row.collected),
    writtenOff: total((row) => row.writtenOff),
    backlog: total((row) => row.backlog),
    workInProgress: total((row) => row.workInProgress),
    receivable: total((row) => row.receivable),
    unexplained: total((row) => row.unexplained),
    unknownContracts: rows.reduce((all, row) => all + row.unknownContracts, 0),
  };
}

const severities = ['critical', 'high', 'medium', 'low'];

/** What several cells said, put together by currency. */
export function sumsOf(said: readonly Figures[]): Figures {
  return {
    backlogToCash: together(
      said.flatMap((each) => each.backlogToCash),
      ({ month, currency }) => `${month ?? ''} ${currency}`,
      flowOf,
    ),
    exceptionTotals: together(
      said.flatMap((each) => each.exceptionTotals),
      ({ severity, currency }) => `${severities.indexOf(severity)} ${currency ?? '~'}`,
      (rows) => ({ ...(rows[0] as ExceptionRow), count: count(rows), amount: known(rows.map(({ amount }) => amount)) }),
    ),
    blockedTotals: together(
      said.flatMap((each) => each.blockedTotals),
      ({ currency }) => currency ?? '~',
      (rows) => ({
        ...(rows[0] as BlockedRow),
        count: count(rows),
        amount: known(rows.map(({ amount }) => amount)),
        total: known(rows.map(({ total }) => total)),
      }),
    ),
  };
}

/**
 * Asks every cell at once, each within its own time. A cell that does not answer is named and leaves the sums empty: a
 * sum of some cells is never shown as one of all.
 */
export async function groupFigures(cells: readonly AskedCell[], question: GroupQuestion): Promise<GroupRow> {
  const asked = await Promise.all(cells.map((cell) => ask(cell, question)));
  const said = asked.flatMap(({ figures }) => figures ?? []);
  const missing = asked.filter(({ answered }) => !answered).map(({ name }) => name);
  const complete = missing.length === 0;
  return { complete, missing, cells: asked, sums: complete ? sumsOf(said) : null };
}
