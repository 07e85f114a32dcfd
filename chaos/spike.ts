import { setTimeout as wait } from 'node:timers/promises';
import { canonicalState, Messages, post } from './deliveries.ts';
import { type Health, healthOf } from './health.ts';
import type { HubProcess } from './hub-process.ts';
import { allHeard, holds, waitingWork } from './quiet.ts';
import { exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

/** How much comes, and for how long. */
export interface SpikeOptions {
  /** Deliveries a second before the spike, and how many times as many in it. */
  usual: number;
  times: number;
  seconds: number;
  /** What the 99th of a hundred answers may take, in milliseconds; nothing is demanded when left out. */
  mostP99Ms?: number;
  say: (line: string) => void;
}

const patienceMs = 900_000;
const lookEveryMs = 250;
const againMs = 500;
const usualSeconds = 5;

/** What came of the deliveries of a spike. */
interface Spike {
  acknowledged: Map<string, number>;
  /** How long each answer took, in milliseconds, refusals included. */
  answers: number[];
  refused: number;
  unanswered: number;
  wrong: number[];
}

/** Sends one until it is acknowledged, as its sender would: again after a pause, at another hub. */
async function deliver(hubs: readonly HubProcess[], number: number, messages: Messages, spike: Spike): Promise<void> {
  const delivery = messages.delivery(number);
  for (let turn = number; ; turn += 1) {
    const asked = performance.now();
    const status = await post(hubs[turn % hubs.length]?.url() ?? '', delivery).catch(() => 0);
    if (status === 0) spike.unanswered += 1;
    else spike.answers.push(performance.now() - asked);
    if (status >= 200 && status < 300) break;
    if (status === 429 || status >= 500) spike.refused += 1;
    else if (status !== 0) spike.wrong.push(status);
    await wait(againMs);
  }
  spike.acknowledged.set(delivery.id, 1);
}

/** Sends so many a second, whether or not those before have been answered. */
async function sendAtRate(from: number, count: number, perSecond: number, send: (number: number) => Promise<void>) {
  const began = performance.now();
  const all: Promise<void>[] = [];
  for (let place = 0; place < count; place += 1) {
    const early = (place / perSecond) * 1000 - (performance.now() - began);
    if (early > 1) await wait(early);
    all.push(send(from + place));
  }
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(all);
  return seconds;
}

/** What the hubs say of themselves while something goes on: how late they were at most, and what they left undone. */
async function watch(hubs: readonly HubProcess[], signal: AbortSignal) {
  let latest = 0;
  const shed = new Set<string>();
  while (!signal.aborted) {
    const all = (await Promise.all(hubs.map(healthOf))).filter((each): each is Health => each !== undefined);
    for (const { latenessMs, shed: undone } of all) {
      latest = Math.max(latest, latenessMs.loop, latenessMs.writing);
      for (const each of undone) shed.add(each);
    }
    await wait(lookEveryMs, undefined, { signal }).catch(() => {});
  }
  return { latest, shed: [...shed] };
}

/** The value below which that share of them is; they are sorted on the way. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

/** How long it takes until everything is worked off and heard, in seconds. */
async function drainTime({ hub, subscribers }: Scene): Promise<number | undefined> {
  const began = performance.now();
  const isQuiet = async () => (await waitingWork(hub)) === 0 && (await allHeard(hub, subscribers));
  return (await holds(isQuiet, patienceMs)) ? (performance.now() - began) / 1000 : undefined;
}

/** Sends many times as many webhooks as usual, and sees that none is lost and how the hubs bear it. */
export async function spike(scene: Scene, { usual, times, seconds, mostP99Ms, say }: SpikeOptions): Promise<Report> {
  const started = performance.now();
  const before = usual * usualSeconds;
  const rate = usual * times;
  const messages = new Messages(before + rate * seconds, 'spike');
  const came: Spike = { acknowledged: new Map(), answers: [], refused: 0, unanswered: 0, wrong: [] };
  const send = (number: number) => deliver(scene.answering, number, messages, came);
  say(`Sending ${usual} a second, then ${rate} a second for ${seconds} s …`);
  await sendAtRate(0, before, usual, send);
  const usualP99 = quantile(came.answers.splice(0), 0.99);
  const over = new AbortController();
  const watching = watch(scene.hubs, over.signal);
  const took = await sendAtRate(before, rate * seconds, rate, send);
  over.abort();
  const { latest, shed } = await watching;
  say('Waiting until everything is worked off …');
  const drained = await drainTime(scene);
  const heard = scene.subscribers.map((each) => each.heard());
  const checked = await verdictOf(scene.asked, { acknowledged: acknowledgedOf(came), heard }, patienceMs / 10);
  const state = await canonicalState(scene.hub, 'spike');
  const p99 = quantile(came.answers, 0.99);
  const demanded =
    mostP99Ms === undefined
      ? []
      : [exactly(`p99 of the answers below ${mostP99Ms} ms`, p99 < mostP99Ms ? 'yes' : `no: ${p99}`, 'yes')];
  return {
    scenario: 'spike',
    seed: 0,
    injected: {
      'deliveries of the spike': rate * seconds,
      'deliveries a second that were sent': Math.round((rate * seconds) / took),
      'times the usual rate': times,
    },
    counted: {
      'answers p50, ms': quantile(came.answers, 0.5),
      'answers p99, ms': p99,
      'answers p99 at the usual rate, ms': usualP99,
      'attempts answered 5xx or 429, made again': came.refused,
      'attempts without an answer, made again': came.unanswered,
      'latest that a hub was, ms': latest,
      'left undone meanwhile': shed.join(', ') || 'nothing',
      'drained after, seconds': drained === undefined ? 'never' : drained.toFixed(1),
    },
    checked: [
      ...checked,
      exactly('messages acknowledged', came.acknowledged.size, messages.count),
      exactly('I3 hash of what was told', state.hash, messages.expected().hash),
      exactly('answers that no sender tries again after', came.wrong.length, 0),
      exactly('everything was worked off and heard', drained === undefined ? 'no' : 'yes', 'yes'),
      ...demanded,
    ],
    seconds: (performance.now() - started) / 1000,
  };
}

/** `npm run chaos -- spike`. */
export const spikeScenario: Scenario = {
  what: [
    'Signed webhooks come to two hubs at many times the usual rate for some minutes, each sent at its time whether or not those',
    'before it have been answered. None may be lost, and 99 of 100 answers must come within a second. What the hubs leave undone',
    'meanwhile and how long they take to work everything off is printed.',
  ],
  numbers: {
    usual: { value: 4, means: 'deliveries a second, usually' },
    times: { value: 50, means: 'how many times as many in the spike' },
    seconds: { value: 300, means: 'how long it lasts' },
  },
  roles: ['all', 'all'],
  invoices: 1,
  run: (scene, { usual = 1, times = 1, seconds = 1 }, say) =>
    spike(scene, { usual, times, seconds, mostP99Ms: 1000, say }),
};
