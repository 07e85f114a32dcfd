import { accept, billItems, billTime, payInFull } from './bill-engagement.ts';
import type { Invoice, InvoiceStatus } from './billing.ts';
import type { Item } from './contracts.ts';
import { daysBetween, lastWeekEnd, workday } from './days.ts';
import { bookWeek, type Engagement, type FixedSale, sign, type Terms } from './engagement.ts';
import { hourlyWork, phases } from './names.ts';
import type { Firm, Office } from './offices.ts';
import { quote, type Role } from './prices.ts';
import { plusDays } from './tables.ts';

/** A date so many days from today. */
export function dayFrom({ ledger }: Firm, days: number): string {
  return workday(plusDays(ledger.today, days));
}

/** The Sunday with which the week ended, so many weeks before the last one. */
export function weeksAgo({ ledger }: Firm, weeks: number): string {
  return plusDays(lastWeekEnd(ledger.today), -7 * weeks);
}

const practices = ['STR', 'TEC', 'OPS', 'DAT', 'CHG'];

/** What to vary of a deal. */
type Special = Partial<Omit<Terms, 'fixed' | 'hourly' | 'signedOn'>>;

/** A contract over milestones, one due on each of the days, none of them delivered yet. `free` ask for no sign-off. */
export function milestoneDeal(
  firm: Firm,
  office: Office,
  of: { due: readonly number[]; free?: readonly number[]; special?: Special },
): Engagement & { items: Item[] } {
  const { chance, ledger } = firm;
  const practice = chance.of(practices);
  const fixed = of.due.map(
    (days, place): FixedSale => ({
      name: phases[practice]?.[place] ?? `Part ${place + 1}`,
      amount: quote(of.special?.currency ?? office.entity.currency, chance.whole(8_000, 55_000)),
      plannedOn: dayFrom(firm, days),
      signOff: of.free?.includes(place) !== true,
    }),
  );
  const signedOn = workday(plusDays(ledger.today, Math.min(-25, (of.due[0] ?? 0) - 40)));
  const engagement = sign(firm, office, { practice, ...of.special, signedOn, fixed });
  return { ...engagement, items: [...engagement.contract.items] };
}

/** Delivers a milestone on its day as it should be: accepted, billed three days later, paid after a month if it is time. */
export function deliver(firm: Firm, deal: Engagement, item: Item, status: InvoiceStatus = 'Released'): Invoice {
  accept(firm, deal, item, item.plannedOn);
  const on = plusDays(item.plannedOn, 3);
  const invoice = billItems(firm, deal, [item], { on, status });
  if (status === 'Released' && daysBetween(on, firm.ledger.today) > 45) payInFull(firm, invoice, plusDays(on, 33));
  return invoice;
}

/** Somebody's weeks: how many, how many weeks ago the last of them ended, and which of them are left out. */
export interface Weeks {
  count: number;
  lastEnded: number;
  hours: number;
  without?: readonly number[];
}

/** A contract over somebody's hours, and the weeks that they have worked, all approved and none billed. */
export function hourDeal(
  firm: Firm,
  office: Office,
  of: { role?: Role; sold: number; weeks: Weeks; limit?: number; special?: Special },
): Engagement {
  const { chance } = firm;
  const { count, lastEnded, hours, without = [] } = of.weeks;
  const practice = chance.of(practices);
  const name = chance.of(hourlyWork[practice] ?? []);
  const team = [{ role: of.role ?? 'Senior Consultant', hours: of.sold }];
  const sale = { name, team, ...(of.limit === undefined ? {} : { limit: of.limit }) };
  const signedOn = workday(plusDays(weeksAgo(firm, lastEnded + count), -16));
  const engagement = sign(firm, office, { practice, ...of.special, signedOn, hourly: [sale] });
  const [work] = engagement.work;
  for (let back = count - 1; back >= 0; back -= 1) {
    const ended = lastEnded + back;
    if (work !== undefined && !without.includes(ended)) bookWeek(firm, work, weeksAgo(firm, ended), hours);
  }
  return engagement;
}

/** Bills the weeks that ended between two weeks, given as weeks ago, a few days after the last of them. */
export function billWeeks(
  firm: Firm,
  deal: Engagement,
  of: { from: number; through: number; status: InvoiceStatus; pending?: boolean },
): Invoice {
  const { status, pending = false } = of;
  const through = weeksAgo(firm, of.through);
  const from = plusDays(weeksAgo(firm, of.from), -6);
  const invoice = billTime(firm, deal, { from, through, on: plusDays(through, 4), status, pending });
  if (invoice === undefined) throw new Error(`contract ${deal.contract.number} has nothing to bill in these weeks`);
  return invoice;
}
