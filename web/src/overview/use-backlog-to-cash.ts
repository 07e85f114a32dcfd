import { useMemo } from 'react';
import { useLiveQuery } from '../api/use-live-query.ts';
import { monthText } from '../format/dates.ts';
import { type BacklogToCash, backlogToCash } from './backlog-to-cash.graphql';
import type { Focus } from './behind.ts';
import { isEmptyFlow, type MoneyFlow } from './money-flow.ts';

// The whole book is summed each time: nobody reads the picture of a group by the second.
const mostOftenMs = 10_000;

/** What the figures can be broken down by. */
export const dimensions = { entity: 'LEGAL_ENTITY', practice: 'PRACTICE', month: 'MONTH' } as const;

/** What the figures are broken down by. */
export type Dimension = keyof typeof dimensions;

/** One line of the breakdown. */
export interface FlowLine {
  /** What the address calls it. */
  key: string;
  name: string;
  focus: Focus;
  flow: MoneyFlow;
}

type Part = BacklogToCash['parts'][number];

const linesBy: Record<Dimension, (part: Part) => Omit<FlowLine, 'flow'>> = {
  entity: ({ currency, legalEntity }) => ({
    key: legalEntity?.code ?? 'none',
    name: legalEntity === null ? 'No legal entity' : `${legalEntity.code} ${legalEntity.name}`,
    focus: { currency, entity: legalEntity?.code },
  }),
  practice: ({ currency, practice }) => ({
    key: practice?.code ?? 'none',
    name: practice?.name ?? 'No practice',
    focus: { currency, practice: practice?.code },
  }),
  month: ({ currency, month }) => ({
    key: month?.slice(0, 7) ?? 'none',
    name: month === null ? 'No date' : monthText(month),
    focus: { currency, month: month ?? undefined },
  }),
};

/** The figures of one currency: as a whole, and broken down. Currencies are never added. */
export function useBacklogToCash(by: Dimension, wanted: string | undefined) {
  const { data, ...answer } = useLiveQuery(backlogToCash, { by: dimensions[by] }, { mostOftenMs });
  const figures = useMemo(() => {
    if (data === undefined) return undefined;
    const currencies = data.total.map(({ currency }) => currency).filter((currency) => currency !== '');
    const total = data.total.find(({ currency }) => currency === wanted) ?? data.total[0];
    const lines = data.parts
      .filter(({ currency }) => currency === total?.currency)
      .map((part) => ({ ...linesBy[by](part), flow: part }))
      .filter(({ flow }) => !isEmptyFlow(flow));
    return { currencies, total, lines: by === 'month' ? lines.reverse() : lines };
  }, [data, by, wanted]);
  return { figures, ...answer };
}
