import type { Kind } from './kind.ts';
import * as billing from './kinds/billing.ts';
import * as contracts from './kinds/contracts.ts';
import * as delivery from './kinds/delivery.ts';
import * as parties from './kinds/parties.ts';

const definitions = { ...parties, ...contracts, ...delivery, ...billing };

/** The name of a kind of golden record, which is also the name of its table. */
export type KindName = (typeof definitions)[keyof typeof definitions]['name'];

/** Every kind of golden record. */
export const kinds: readonly Kind[] = Object.values(definitions);

const byName = new Map(kinds.map((kind) => [kind.name, kind]));

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
