import type { MatchingPolicy, matchParts } from './policies.ts';

/** Something that two records can agree on. */
export type MatchPartName = (typeof matchParts)[number];

/** What a record says of itself that another record of the same thing should say too. */
export interface Features {
  /** What people know it by: natural keys and numbers. */
  keys: readonly string[];
  amount: string | null;
  currency: string | null;
  /** Days by attribute. */
  dates: Readonly<Record<string, string>>;
  name: string | null;
  /** Golden records that it points at, by ref. */
  parents: Readonly<Record<string, string>>;
  legalEntityIds: readonly number[];
}

/** How far two records agree on one part, of 100, and what each says. */
export interface MatchPart {
  part: MatchPartName;
  weight: number;
  agreement: number;
  own: string | null;
  other: string | null;
}

/** How like two records are, of 100, and what that is made of. */
export interface Likeness {
  score: number;
  parts: MatchPart[];
}

type Compared = Pick<MatchPart, 'own' | 'other'> & { share: number };

/** A key without what people leave out or add when they type it: case, punctuation, leading zeros. */
export function looseKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/(^|[^0-9])0+(?=[0-9])/g, '$1')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

function words(name: string | null): Set<string> {
  return new Set((name ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function keyOf({ keys: own }: Features, { keys: other }: Features): Compared | undefined {
  const known = new Set(other.map(looseKey).filter((key) => key !== ''));
  const loose = own.map(looseKey).filter((key) => key !== '');
  if (known.size === 0 || loose.length === 0) return undefined;
  return { share: Number(loose.some((key) => known.has(key))), own: own.join(', '), other: other.join(', ') };
}

const amountText = ({ amount, currency }: Features) => `${amount} ${currency}`;

function amountOf(own: Features, other: Features): Compared | undefined {
  if ([own.amount, own.currency, other.amount, other.currency].includes(null)) return undefined;
  const same = own.amount === other.amount && own.currency === other.currency;
  return { share: Number(same), own: amountText(own), other: amountText(other) };
}

const dayMs = 86_400_000;

function dateOf(own: Features, other: Features, { dateWithinDays }: MatchingPolicy): Compared | undefined {
  // In one order, so that the sum is the same whichever of the two is asked.
  const both = Object.keys(own.dates)
    .filter((name) => other.dates[name] !== undefined)
    .sort();
  if (both.length === 0) return undefined;
  const shares = both.map((name) => {
    const apart = Math.abs(Date.parse(own.dates[name] ?? '') - Date.parse(other.dates[name] ?? '')) / dayMs;
    return Math.max(0, 1 - apart / (dateWithinDays + 1));
  });
  const text = ({ dates }: Features) => both.map((name) => dates[name]).join(', ');
  return { share: shares.reduce((sum, share) => sum + share, 0) / both.length, own: text(own), other: text(other) };
}

/** How many of all their words two names have in common. */
function nameOf(own: Features, other: Features): Compared | undefined {
  const [ours, theirs] = [words(own.name), words(other.name)];
  if (ours.size === 0 || theirs.size === 0) return undefined;
  const common = [...ours].filter((word) => theirs.has(word)).length;
  return { share: common / (ours.size + theirs.size - common), own: own.name, other: other.name };
}

function parentOf({ parents: own }: Features, { parents: other }: Features): Compared | undefined {
  const both = Object.keys(own).filter((name) => other[name] !== undefined);
  if (both.length === 0) return undefined;
  const same = both.filter((name) => own[name] === other[name]);
  // Which ones they are is not said: they may be more than who reads this may see.
  return { share: same.length / both.length, own: both.join(', '), other: same.join(', ') || null };
}

function legalEntityOf({ legalEntityIds: own }: Features, { legalEntityIds: other }: Features): Compared | undefined {
  if (own.length === 0 || other.length === 0) return undefined;
  return { share: Number(own.some((id) => other.includes(id))), own: null, other: null };
}

const comparisons: Record<
  MatchPartName,
  (own: Features, other: Features, policy: MatchingPolicy) => Compared | undefined
> = { key: keyOf, amount: amountOf, date: dateOf, name: nameOf, parent: parentOf, legalEntity: legalEntityOf };

/**
 * How like two records of one kind are: of the weight of the parts that both say something on, the share on which they
 * agree. Where they have too little in common to say, less than full marks can be had.
 */
export function likeness(own: Features, other: Features, policy: MatchingPolicy): Likeness {
  const compared = Object.entries(comparisons).flatMap(([name, compare]) => {
    const found = compare(own, other, policy);
    const weight = policy.weights[name as MatchPartName];
    return found === undefined || weight === 0 ? [] : [{ ...found, part: name as MatchPartName, weight }];
  });
  const total = compared.reduce((sum, { weight }) => sum + weight, 0);
  const agreed = compared.reduce((sum, { weight, share }) => sum + weight * share, 0);
  return {
    score: Math.round((100 * agreed) / Math.max(total, policy.enoughWeight)),
    parts: compared.map(({ share, ...rest }) => ({ ...rest, agreement: Math.round(100 * share) })),
  };
}
