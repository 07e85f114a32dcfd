import { setTimeout as wait } from 'node:timers/promises';
import type { HubProcess } from './hub-process.ts';

/** What came of asking. */
export interface Asked {
  answered: number;
  /** Attempts at a hub that was away, or answered 503 or nothing: each was made again, at the other hub. */
  refused: number;
  /** The longest that anybody waited for an answer, in milliseconds. */
  slowestMs: number;
  /** What somebody was told who does not ask again, or asked for so long that nobody waits longer. */
  failed: string[];
}

// What people look at all day: lists, sums, and one record with what belongs to it.
const questions = [
  '{ exceptions(filter: { open: { eq: true } }) { nodes { id rule sentence ownerRole } } }',
  '{ invoices(first: 20) { nodes { id number status hold { state system } } } }',
  '{ backlogToCash { currency signed { formatted } unexplained { formatted } } }',
  '{ blockedTotals { currency count } }',
  '{ corrections(first: 20) { nodes { id state subjectLabel } } }',
];
const people = 4;
const betweenMs = 50;
const patienceMs = 30_000;

type Attempt = 'answered' | 'refused' | { failed: string };

async function attempt(url: string | undefined, cookie: string, query: string): Promise<Attempt> {
  if (url === undefined) return 'refused';
  const asked = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ query }),
  })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch(() => undefined);
  if (asked === undefined || asked.status === 503) return 'refused';
  const { status, text } = asked;
  return status === 200 && !text.includes('"errors"') ? 'answered' : { failed: `${status} ${text.slice(0, 200)}` };
}

/**
 * Has several people ask until the signal says so, as behind a balancer that sends what one hub refuses to the other, and
 * asks again for half a minute. Resolves with what came of it.
 */
export async function askAlong(hubs: readonly HubProcess[], cookie: string, over: AbortSignal): Promise<Asked> {
  const asked: Asked = { answered: 0, refused: 0, slowestMs: 0, failed: [] };

  /** Asks one hub after the other until one answers. */
  async function answerTo(query: string, first: number): Promise<Attempt> {
    const began = performance.now();
    for (let turn = first; performance.now() - began < patienceMs; turn += 1) {
      const came = await attempt(hubs[turn % hubs.length]?.url(), cookie, query);
      if (came !== 'refused') return came;
      asked.refused += 1;
      await wait(betweenMs);
    }
    return { failed: 'no answer' };
  }

  async function ask(query: string, first: number): Promise<void> {
    const began = performance.now();
    const came = await answerTo(query, first);
    asked.slowestMs = Math.max(asked.slowestMs, Math.round(performance.now() - began));
    if (typeof came === 'string') asked.answered += 1;
    else asked.failed.push(`${came.failed}: ${query}`);
  }

  async function person(number: number): Promise<void> {
    for (let turn = number; !over.aborted; turn += 1) {
      await ask(questions[turn % questions.length] as string, turn);
      await wait(betweenMs, undefined, { signal: over }).catch(() => {});
    }
  }

  await Promise.all(Array.from({ length: people }, (_each, number) => person(number)));
  return asked;
}
