import { setTimeout as wait } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import type { HubClient } from './hub-client.ts';

interface StreamState {
  system: string;
  name: string;
  lastError: string | null;
  baseline: string;
  expectedRecords: number | null;
  receivedRecords: number;
  knownThrough: string | null;
}

const lookEveryMs = 1000;

async function streams(client: HubClient): Promise<StreamState[]> {
  const { streams: all } = await client.ask<{ streams: StreamState[] }>(
    '{ streams { system name lastError baseline expectedRecords receivedRecords knownThrough } }',
  );
  return all;
}

function bar(): SingleBar {
  return new SingleBar(
    {
      format: '  {bar} {value} of {total} records {doing} · {duration_formatted}',
      noTTYOutput: true,
      notTTYSchedule: 5000,
    },
    Presets.shades_classic,
  );
}

/** What the hub is at: reading, then joining what it has read, then judging it. */
function doing(all: readonly StreamState[]): string {
  if (all.some(({ baseline }) => baseline !== 'complete')) return 'read';
  return all.some(({ knownThrough }) => knownThrough === null) ? 'read; joining them' : 'joined; judging them';
}

/** A stream that can't be read keeps the first load from ever being complete: that is said, once a reason. */
function sayFailures(all: readonly StreamState[], said: Set<string>): void {
  for (const { system, name, lastError } of all) {
    const reason = `  ${system}/${name} can not be read: ${lastError}`;
    if (lastError === null || said.has(reason)) continue;
    said.add(reason);
    process.stderr.write(`\n${reason}\n`);
  }
}

/**
 * Shows how far the first load is until everything is in and judged. Returns the seconds that it took, or undefined
 * when it had been done before.
 */
export async function watchFirstLoad(client: HubClient): Promise<number | undefined> {
  const started = Date.now();
  let judged = false;
  let tell = () => {};
  const digest = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const { stop } = await client.follow(({ type }) => {
    judged ||= type === 'baseline.digest';
    if (judged) tell();
  });
  if ((await streams(client)).every(({ knownThrough }) => knownThrough !== null)) {
    stop();
    return undefined;
  }
  const progress = bar();
  progress.start(1, 0, { doing: 'read' });
  const said = new Set<string>();
  while (!judged) {
    const all = await streams(client);
    sayFailures(all, said);
    const expected = all.reduce((total, each) => total + (each.expectedRecords ?? each.receivedRecords), 0);
    const received = all.reduce((total, each) => total + each.receivedRecords, 0);
    progress.setTotal(Math.max(expected, received, 1));
    progress.update(received, { doing: doing(all) });
    await Promise.race([digest, wait(lookEveryMs)]);
  }
  stop();
  progress.stop();
  return (Date.now() - started) / 1000;
}
