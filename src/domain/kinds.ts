import type { Kind } from './kind.ts';
import * as billing from './kinds/billing.ts';
import * as contracts from './kinds/contracts.ts';
import * as delivery from './kinds/delivery.ts';
import * as intercompany from './kinds/intercompany.ts';
import * as parties from './kinds/parties.ts';
import * as tax from './kinds/tax.ts';

const soldAndDelivered = { ...parties, ...contracts, ...delivery };
const billed = { ...billing, ...tax, ...intercompany };
const definitions = { ...soldAndDelivered, ...billed };

/** The name of a kind of golden record, which is also the name of its table. */
export type KindName = (typeof definitions)[keyof typeof definitions]['name'];

const byName = new Map<string, Kind>(Object.values(definitions).map((kind) => [kind.name, kind]));

/** Kinds in an order in which each comes after the ones that it points at. */
function parentsFirst(): Kind[] {
  const sorted = new Set<Kind>();
  const visit = (kind: Kind): void => {
    if (sorted.has(kind)) return;
    for (const target of Object.values(kind.refs)) visit(byName.get(target) as Kind);
    sorted.add(kind);
  };
  for (const kind of byName.values()) visit(kind);
  return [...sorted];
}

/** Every kind of golden record, parents before the kinds that point at them. */
export const kinds: readonly Kind[] = parentsFirst();

/** Kinds that can be folded side by side: what is sold and delivered, and what is billed for it. */
export const lanes: readonly (readonly KindName[])[] = [soldAndDelivered, billed].map((side) =>
  Object.values(side).map(({ name }) => name),
);

const laneByKind = new Map(lanes.flatMap((kinds, lane) => kinds.map((name) => [name, lane])));

/** The number of the lane that a kind is folded in. */
export function laneOf(kind: KindName): number {
  return laneByKind.get(kind) as number;
}

/** The definition of a kind. */
export function kindOf(name: KindName): Kind {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no such kind: ${name}`);
  return found;
}

/** Whether a text names a kind. */
export function isKind(name: string): name is KindName {
  return byName.has(name);
}
