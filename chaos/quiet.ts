import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Subscriber } from './subscriber.ts';

const lookEveryMs = 250;

/** Waits until a check holds. Returns whether it did before the patience was over. */
export async function holds(check: () => Promise<boolean>, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!(await check())) {
    if (Date.now() > deadline) return false;
    await wait(lookEveryMs);
  }
  return true;
}

/** The same for what must come about. Throws, saying what did not, and what was there instead where that is asked. */
export async function comesAbout(
  what: string,
  check: () => Promise<boolean>,
  patienceMs: number,
  instead?: () => Promise<object>,
): Promise<void> {
  if (await holds(check, patienceMs)) return;
  const found = instead === undefined ? '' : `; instead: ${JSON.stringify(await instead())}`;
  throw new Error(`it did not come about in time: ${what}${found}`);
}

/** How much waits at each joint between the stages. */
export async function waitingAt(hub: DataSource): Promise<Record<string, number>> {
  const [row] = await hub.query(
    `select (select count(*)::int from inbox i where i.state = 'new') as inbox,
            (select count(*)::int from fold_mark m) as folds,
            (select count(*)::int from dirty d) as judgements,
            (select count(*)::int from sweep_request r) as sweeps,
            (select count(*)::int from outbox o
              where o.state in ('waiting', 'ready', 'sending', 'sent', 'unknown')) as deliveries,
            (select count(*)::int from feed f where not exists (
               select from feed_position p where p.feed_id = f.id)) as positions`,
  );
  return row;
}

/** The same of all joints together. */
export async function waitingWork(hub: DataSource): Promise<number> {
  return Object.values(await waitingAt(hub)).reduce((sum, each) => sum + each, 0);
}

/** Whether every subscriber has heard all that there is. */
export async function allHeard(hub: DataSource, subscribers: readonly Subscriber[]): Promise<boolean> {
  const [row] = await hub.query('select s.last_pos::int as last from sequencer s');
  return subscribers.every(({ through }) => through >= row.last);
}

/** How many first loads have been judged. */
export async function judgedLoads(hub: DataSource): Promise<number> {
  const [row] = await hub.query(
    `select count(distinct f.correlation_id)::int as loads from feed f where f.type = 'baseline.digest'`,
  );
  return row.loads;
}
