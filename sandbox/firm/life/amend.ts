import { changeTerms, everybody } from '../change-terms.ts';
import type { Change } from '../changes.ts';
import type { Item } from '../contracts.ts';
import { daysBetween, workday } from '../days.ts';
import { type Engagement, itemOf, priceOf, staffProject } from '../engagement.ts';
import { additions } from '../names.ts';
import type { Firm } from '../offices.ts';
import { quote } from '../prices.ts';
import { cents, plusDays } from '../tables.ts';
import { planHourly } from './plan-terms.ts';

/** Somewhere between a month after the signature and a week ago. */
function changeDay({ chance, ledger }: Firm, signedOn: string): string {
  return workday(plusDays(signedOn, chance.whole(20, Math.min(200, daysBetween(signedOn, ledger.today) - 9))));
}

/** What a change order does to milestones that nobody has begun: one goes, one gets cheaper, or one more comes. */
function fixedChange(firm: Firm, { contract }: Engagement, on: string): Change {
  const { chance } = firm;
  const open = contract.items.filter((item) => !item.byTheHour && item.plannedOn > plusDays(on, 35));
  const item = open.at(-1) as Item | undefined;
  const amount = quote(contract.currency, chance.whole(6_000, 40_000));
  const added = { name: chance.of(additions), amount, plannedOn: workday(plusDays(on, chance.whole(40, 160))) };
  const what = chance.weighted([
    ['add', 0.4],
    ['swap', 0.35],
    ['reduce', 0.25],
  ] as const);
  if (item === undefined || what === 'add') return { on, add: [added] };
  if (what === 'swap') return { on, drop: [item], add: [added] };
  return { on, reduce: [{ item, by: cents(Math.floor(item.amount * chance.whole(5, 25)) / 100) }] };
}

/** More hours for a team, on the project that it is on. */
function extend(firm: Firm, engagement: Engagement, on: string): void {
  const project = engagement.projects.find(({ milestones }) => milestones.size === 0);
  if (project === undefined) return;
  const sale = planHourly(firm, 'Extension');
  const amount = priceOf(engagement.contract.currency, sale.team);
  changeTerms(firm, engagement, { on, add: [{ name: sale.name, amount, byTheHour: true }] }, everybody);
  staffProject(firm, engagement, project, itemOf(engagement, sale.name), sale.team);
}

/** Now and then the terms change, and everybody who has to know is told. */
export function liveChange(firm: Firm, engagement: Engagement): void {
  const { chance, ledger } = firm;
  const { contract, events } = engagement;
  if (daysBetween(contract.signedOn, ledger.today) < 45 || !chance.is(0.2)) return;
  const on = changeDay(firm, contract.signedOn);
  if (events.size > 0) changeTerms(firm, engagement, fixedChange(firm, engagement, on), everybody);
  else extend(firm, engagement, on);
}
