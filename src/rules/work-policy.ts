import { absolute, compare, type DecimalText } from '../domain/decimal.ts';
import { HubError } from '../domain/errors.ts';
import type { MaterialityPolicy, RoutingPolicy } from '../domain/work-policies.ts';

/** What is at stake somewhere. */
export interface AtStake {
  amount: DecimalText | null;
  currency: string | null;
  legalEntityId: number | null;
}

/** An exception as far as routing asks about it. */
export interface RoutedSubject extends AtStake {
  rule: string;
  kind: string;
  practiceId: number | null;
}

/** Whose an exception becomes, and why. What a route does not name stays as it is. */
export interface Routed {
  ownerRole: string | undefined;
  queue: string | undefined;
  assignee: string | undefined;
  why: string;
}

/** What the firm has decided about the work on exceptions. */
export interface WorkPolicy {
  /** From what amount on it matters; undefined where nothing says so, and then everything does. */
  materialityOf(legalEntityId: number | null, currency: string | null): DecimalText | undefined;
  /** Whether an exception is worth telling somebody of by itself. What nobody can measure is. */
  isMaterial(found: AtStake & { severity: string; effect: string }): boolean;
  /** The first route in force at an instant that takes it. */
  route(subject: RoutedSubject, now: string): Routed | undefined;
}

/** A part of the firm, as the configuration names it. */
interface Part {
  id: number;
  code: string;
}

type Route = RoutingPolicy['routes'][number];

function demandKnown(file: string, codes: Iterable<string>, known: readonly Part[], what: string): void {
  for (const code of codes) {
    if (!known.some((each) => each.code === code))
      throw new HubError('CONFIG_INVALID', `${file}: no ${what} "${code}"`);
  }
}

function inForce({ from, until }: Route, now: string): boolean {
  const day = now.slice(0, 10);
  return (from === undefined || from <= day) && (until === undefined || day < until);
}

function reaches(amountFrom: Readonly<Record<string, string>>, { amount, currency }: AtStake): boolean {
  const least = amountFrom[currency ?? ''];
  return least !== undefined && amount !== null && compare(amount, least) >= 0;
}

/** What a route and a subject have in common, in words; undefined where one of its conditions does not hold. */
function reasonsOf(
  { when }: Route,
  subject: RoutedSubject,
  codes: { legalEntity: string; practice: string },
): string[] | undefined {
  const { rules, kinds, legalEntities, practices, amountFrom } = when;
  const named: [readonly string[] | undefined, string][] = [
    [rules, subject.rule],
    [kinds, subject.kind],
    [legalEntities, codes.legalEntity],
    [practices, codes.practice],
  ];
  const asked = named.filter(([wanted]) => wanted !== undefined);
  if (asked.some(([wanted, value]) => !wanted?.includes(value))) return undefined;
  const reasons = asked.map(([, value]) => value);
  if (amountFrom === undefined) return reasons;
  if (!reaches(amountFrom, subject)) return undefined;
  return [...reasons, `at least ${subject.currency} ${amountFrom[subject.currency ?? '']}`];
}

/** Reads the policies with the firm's own codes. Throws CONFIG_INVALID where they name a part that the firm has not. */
export function workPolicy(
  { materiality, routing }: { materiality: MaterialityPolicy; routing: RoutingPolicy },
  { legalEntities, practices }: { legalEntities: readonly Part[]; practices: readonly Part[] },
): WorkPolicy {
  demandKnown('materiality.json', Object.keys(materiality.legalEntities), legalEntities, 'legal entity');
  for (const { when } of routing.routes) {
    demandKnown('routing.json', when.legalEntities ?? [], legalEntities, 'legal entity');
    demandKnown('routing.json', when.practices ?? [], practices, 'practice');
  }
  const codeIn = (parts: readonly Part[], id: number | null) => parts.find((each) => each.id === id)?.code ?? '';
  const materialityOf = (legalEntityId: number | null, currency: string | null) => {
    const own = materiality.legalEntities[codeIn(legalEntities, legalEntityId)];
    return own?.[currency ?? ''] ?? materiality.default[currency ?? ''];
  };
  return {
    materialityOf,
    isMaterial({ amount, currency, legalEntityId, severity, effect }) {
      const least = materialityOf(legalEntityId, currency);
      if (severity === 'critical' || effect === 'block' || amount === null || least === undefined) return true;
      return compare(absolute(amount), least) >= 0;
    },
    route(subject, now) {
      const codes = {
        legalEntity: codeIn(legalEntities, subject.legalEntityId),
        practice: codeIn(practices, subject.practiceId),
      };
      for (const route of routing.routes.filter((each) => inForce(each, now))) {
        const reasons = reasonsOf(route, subject, codes);
        if (reasons === undefined) continue;
        const because = reasons.length === 0 ? 'everything' : reasons.join(', ');
        return {
          ownerRole: route.to.ownerRole,
          queue: route.to.queue,
          assignee: route.to.assignee,
          why: `${route.name}: ${because} (routing@${routing.version})`,
        };
      }
      return undefined;
    },
  };
}
