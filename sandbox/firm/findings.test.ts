import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { compareFindings, compareGaps } from '../score/compare.ts';
import { readFindings, readLeftOver, readUnexplained } from '../score/read-hub.ts';
import { generateFirm } from './generate.ts';

const { tables, manifest } = generateFirm({ seed: 7, today: new Date().toISOString().slice(0, 10), scale: 0.02 });

let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(tables);
}, 120_000);
afterAll(() => running.close());

const as =
  (persona: string) =>
  <T>(query: string, variables?: object) =>
    running.ask<T>(persona, query, variables);

it('uses and judges everything that the firm has', async () => {
  expect(await readLeftOver(as('integration'))).toEqual({ parked: 0, cannotEvaluate: [], failures: [] });
});

it('finds what is wrong with the firm, nothing else, and the amounts to the cent', async () => {
  const { missed, extra, different } = compareFindings(manifest.findings, await readFindings(as('executive')));
  expect({ missed, extra, different }).toEqual({ missed: [], extra: [], different: [] });
});

it('explains every amount between signature and cash but the planted ones', async () => {
  expect(compareGaps(manifest.unexplained, await readUnexplained(as('executive')))).toEqual([]);
});
