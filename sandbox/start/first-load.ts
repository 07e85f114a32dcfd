import { setTimeout as wait } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import type { HubClient } from './hub-client.ts';

interface StreamState {
  baseline: string;
  expectedRecords: number | null;
  receivedRecords: number;
  waiting: number;
}

const lookEveryMs = 500;

async function streams(client: HubClient): Promise<StreamState[]> {
  const { streams: all } = await client.ask<{ streams: StreamState[] }>(
    '{ streams { baseline expectedRecords receivedRecords waiting } }',
  );
  return all;
}

function bar(): SingleBar {
  return new SingleBar(
    { format: '  {bar} {value} of {total} messages · {duration_formatted}', noTTYOutput: true, notTTYSchedule: 5000 },
    Presets.shades_classic,
  );
}

/**
 * Shows how far the first load is until everything is in and judged. Returns the seconds that it took, or undefined
 * when it had been done before.
 */
export async function watchFirstLoad(client: HubClient): Promise<number | undefined> {
  if ((await streams(client)).every(({ baseline }) => baseline === 'complete')) return undefined;
  const started = Date.now();
  const judged = client.next('baseline.digest');
  const progress = bar();
  progress.start(1, 0);
  let loading = true;
  while (loading) {
    const all = await streams(client);
    const expected = all.reduce((total, each) => total + (each.expectedRecords ?? each.receivedRecords), 0);
    const taken = all.reduce((total, each) => total + each.receivedRecords - each.waiting, 0);
    progress.setTotal(Math.max(expected, 1));
    progress.update(Math.max(0, Math.min(taken, expected)));
    loading = all.some(({ baseline }) => baseline !== 'complete');
    if (loading) await wait(lookEveryMs);
  }
  await judged;
  progress.stop();
  return (Date.now() - started) / 1000;
}
