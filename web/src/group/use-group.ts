import { useMemo } from 'react';
import { useLiveQuery } from '../api/use-live-query.ts';
import type { MoneyFlow } from '../overview/money-flow.ts';
import { useReader } from '../session/viewer-context.tsx';
import { type Group, group } from './group.graphql';

// Every cell sums its whole book each time, and one that does not answer is waited for.
const mostOftenMs = 10_000;
const everyMs = 15_000;

/** One cell of the group, as the page asks for it. */
export type Cell = Group['group']['cells'][number];

/** What one cell says of its own, or what all that were asked come to. */
export interface GroupLine extends Pick<Group['group'], 'exceptionTotals' | 'blockedTotals'> {
  key: string;
  /** Nothing for all of them. */
  cell: Cell | undefined;
  /** Whether its figures are known; nothing in its flow then means that it has none of this currency. */
  known: boolean;
  flow: MoneyFlow | undefined;
}

type Said = Pick<Group['group'], 'backlogToCash' | 'exceptionTotals' | 'blockedTotals'>;

function lineOf(key: string, said: Said, currency: string | undefined, cell?: Cell): GroupLine {
  const { backlogToCash, exceptionTotals, blockedTotals } = said;
  const flow = backlogToCash?.find((each) => each.currency === currency);
  return { key, cell, known: backlogToCash !== null, flow, exceptionTotals, blockedTotals };
}

function currenciesOf(cells: readonly Cell[]): string[] {
  const all = cells.flatMap(({ backlogToCash }) => backlogToCash?.map(({ currency }) => currency) ?? []);
  return [...new Set(all)].filter((currency) => currency !== '').toSorted();
}

/** The group in one currency: a line for all cells that are asked, and one for each. Which are left out is said too. */
export function useGroup(cells: string | undefined, wanted: string | undefined) {
  const { viewer } = useReader();
  const names = useMemo(() => cells?.split(',').filter((name) => name !== ''), [cells]);
  const { data, ...answer } = useLiveQuery(group, { cells: names }, { everyMs, mostOftenMs });
  const figures = useMemo(() => {
    if (data === undefined) return undefined;
    const said = data.group;
    const currencies = currenciesOf(said.cells);
    const currency = currencies.find((each) => each === wanted) ?? currencies[0];
    const all = lineOf('all', said, currency);
    const lines = said.cells.map((cell) => lineOf(`cell ${cell.name}`, cell, currency, cell));
    const asked = said.cells.map(({ name }) => name);
    const leftOut = viewer.groupCells.filter((name) => !asked.includes(name));
    return { currencies, currency, all, lines, leftOut };
  }, [data, wanted, viewer]);
  return { figures, ...answer };
}
