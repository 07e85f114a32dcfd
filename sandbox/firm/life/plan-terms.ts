import { weekEndsAfter, workday } from '../days.ts';
import type { FixedSale, HourlySale, Terms } from '../engagement.ts';
import { hourlyWork, phases } from '../names.ts';
import type { Firm, Office } from '../offices.ts';
import { quote, type Role, split } from '../prices.ts';
import { plusDays } from '../tables.ts';

type Kind = 'fixed' | 'hourly' | 'mixed';

/** Milestones in the order of the practice's phases, due at even distances. */
function planFixed(firm: Firm, office: Office, practice: string, signedOn: string, count: number): FixedSale[] {
  const { chance } = firm;
  const { currency } = office.entity;
  const names = (phases[practice] ?? []).slice(0, count);
  const amounts = split(chance, currency, quote(currency, names.length * chance.whole(9_000, 60_000)), names.length);
  const everyDays = chance.whole(25, 60);
  return names.map((name, place) => ({
    name,
    amount: amounts[place] as number,
    plannedOn: workday(plusDays(signedOn, 14 + everyDays * (place + 1))),
    signOff: !chance.is(0.12),
  }));
}

/** A team of one to three for three to nine months. */
export function planHourly(firm: Firm, name: string): HourlySale {
  const { chance } = firm;
  const roles = chance.of<readonly Role[]>([
    ['Senior Consultant'],
    ['Manager', 'Consultant'],
    ['Senior Consultant', 'Analyst'],
    ['Consultant', 'Analyst'],
    ['Principal', 'Senior Consultant', 'Consultant'],
  ]);
  const weeks = chance.whole(13, 37);
  return { name, team: roles.map((role) => ({ role, hours: weeks * chance.whole(18, 32) })) };
}

const kinds: readonly (readonly [Kind, number])[] = [
  ['fixed', 0.22],
  ['hourly', 0.42],
  ['mixed', 0.36],
];

/** What a customer and the firm might agree on. */
export function planTerms(firm: Firm, office: Office, signedOn: string): Terms & { practice: string } {
  const { chance } = firm;
  const kind = chance.weighted(kinds);
  const practice = chance.of(['STR', 'TEC', 'OPS', 'DAT', 'CHG']);
  const fixed = kind === 'hourly' ? [] : planFixed(firm, office, practice, signedOn, chance.whole(3, 6));
  const sells = hourlyWork[practice] ?? [];
  const first = chance.whole(0, sells.length - 1);
  const lines = kind === 'fixed' ? 0 : kind === 'hourly' && chance.is(0.55) ? 2 : 1;
  const hourly = Array.from({ length: lines }, (_none, place) =>
    planHourly(firm, sells[(first + place) % sells.length] as string),
  );
  return {
    practice,
    signedOn,
    fixed,
    hourly,
    poRequired: chance.is(0.22),
    fixedProjects: fixed.length >= 3 && chance.is(0.45) ? 2 : 1,
  };
}

/** Some of the weeks from a date on, one person's work on something at a fixed price. */
export function someWeeks(firm: Firm, from: string, until: string): string[] {
  return weekEndsAfter(from, firm.chance.whole(4, 12)).filter((day) => day < until && !firm.chance.is(0.1));
}
