import type { Checked } from '../src/invariants/checked.ts';
import { type Asked, checkInvariants, type Told } from '../src/invariants/invariants.ts';
import { timekeeper } from './deliveries.ts';
import { holds } from './quiet.ts';
import type { Sent } from './sending.ts';

// So many subscribers have a line each; of more one line tells.
const mostLines = 5;
// Time gives the judge something now and then, but not for long.
const judgingMs = 60_000;

function toldAsOne(checked: readonly Checked[]): Checked[] {
  const heard = checked.filter(({ id }) => id === 'I9');
  if (heard.length <= mostLines) return [...checked];
  const broken = heard.flatMap((each) => each.broken.map((what) => `${each.check} ${what}`));
  const one: Checked = {
    id: 'I9',
    check: `what each of ${heard.length} heard`,
    fine: 'is the feed',
    bad: 'is not',
    broken,
  };
  return [...checked.filter((each) => !heard.includes(each)), one];
}

/**
 * Every invariant, once all of them can be asked: time alone may give the judge something at any moment. What still can't be
 * after the patience (ms) says so.
 */
export async function verdictOf(asked: Asked, told: Told, patienceMs = judgingMs): Promise<Checked[]> {
  let checked: Checked[] = [];
  await holds(async () => {
    checked = await checkInvariants(asked, told);
    return checked.every(({ notAsked }) => notAsked === undefined);
  }, patienceMs);
  return toldAsOne(checked);
}

/** What was acknowledged, as the invariants want it. */
export function acknowledgedOf({ acknowledged }: Pick<Sent, 'acknowledged'>) {
  return [...acknowledged].map(([id, times]) => ({ system: timekeeper.name, id, times }));
}
