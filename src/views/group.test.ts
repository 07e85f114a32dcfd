import { expect, it } from '@jest/globals';
import { HubError } from '../domain/errors.ts';
import type { BacklogRow } from './backlog-to-cash.ts';
import { type AskedCell, groupFigures, sumsOf } from './group.ts';

const flow = (currency: string, signed: string, month: string | null = null): BacklogRow => ({
  legalEntityId: null,
  practiceId: null,
  month,
  currency,
  signed,
  delivered: '0',
  billed: '0',
  collected: '0',
  writtenOff: '0',
  backlog: signed,
  workInProgress: '0',
  receivable: '0',
  unexplained: '0',
  unknownContracts: 1,
});
const said = (...backlogToCash: BacklogRow[]) => ({ backlogToCash, exceptionTotals: [], blockedTotals: [] });

const question = { month: false, from: null, to: null };

/** A cell that reads what it is told to. */
const cell = (name: string, read: () => Promise<unknown>, answerWithinMs = 60_000): AskedCell => ({
  name,
  legalEntities: [],
  answerWithinMs,
  read: read as AskedCell['read'],
});

it('adds up each currency by itself, to the last digit', () => {
  const { backlogToCash } = sumsOf([said(flow('EUR', '0.1'), flow('USD', '5')), said(flow('EUR', '0.2'))]);
  expect(
    backlogToCash.map(({ currency, signed, backlog, unknownContracts }) => [
      currency,
      signed,
      backlog,
      unknownContracts,
    ]),
  ).toEqual([
    ['EUR', '0.3', '0.3', 2],
    ['USD', '5', '5', 1],
  ]);
});

it('keeps months apart', () => {
  const { backlogToCash } = sumsOf([said(flow('EUR', '1', '2026-02-01')), said(flow('EUR', '2', '2026-01-01'))]);
  expect(backlogToCash.map(({ month, signed }) => [month, signed])).toEqual([
    ['2026-01-01', '2'],
    ['2026-02-01', '1'],
  ]);
});

it('counts exceptions by severity, the worst first, and knows no amount where no cell has one', () => {
  const total = (severity: string, currency: string | null, count: number, amount: string | null) => ({
    severity,
    currency,
    count,
    amount,
  });
  const { exceptionTotals } = sumsOf([
    { ...said(), exceptionTotals: [total('low', null, 1, null), total('critical', 'EUR', 2, '10.5')] },
    { ...said(), exceptionTotals: [total('low', null, 4, null), total('critical', 'EUR', 1, null)] },
  ]);
  expect(exceptionTotals).toEqual([total('critical', 'EUR', 3, '10.5'), total('low', null, 5, null)]);
});

it('names the cell that does not answer in its time, waits no longer for it, and shows no sum without it', async () => {
  const quick = cell('quick', async () => said(flow('EUR', '1')));
  const never = cell('never', () => new Promise(() => undefined), 10);
  const { complete, missing, cells, sums } = await groupFigures([quick, never], question);
  expect([complete, missing, sums]).toEqual([false, ['never'], null]);
  expect(cells).toMatchObject([
    { name: 'quick', answered: true, figures: { backlogToCash: [{ signed: '1' }] } },
    { name: 'never', answered: false, code: 'QUERY_TIMEOUT', figures: null },
  ]);
});

it('says why a cell did not answer in the words of the catalogue, and nothing of its database', async () => {
  const refused = cell('refused', () => Promise.reject(new HubError('QUERY_TIMEOUT', 'of 30 s')));
  const broken = cell('broken', () => Promise.reject(new Error('password of hub@10.0.0.7 is wrong')));
  const { cells } = await groupFigures([refused, broken], question);
  expect(cells.map(({ code, reason }) => [code, reason])).toEqual([
    ['QUERY_TIMEOUT', expect.stringMatching(/^The answer took too long/)],
    ['DATABASE_UNAVAILABLE', 'The database did not answer; try again.'],
  ]);
});
