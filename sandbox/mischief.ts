import { podResources } from './fusion/pod-resources.ts';
import type { World } from './world.ts';

/** A record of a simulated system. */
export interface Place {
  system: 'crm' | 'psa' | 'erp';
  /** The object of an org, or the resource of a pod. */
  object: string;
  key: string;
}

// Nothing of this is journaled: what nobody is told of is for tests, which open a world and forget it.

/** Changes a record and leaves its stamp as it was, or gives it one that has passed already: a transaction that ended late. */
export function changeUntold(
  { crm, psa, pod }: World,
  { system, object, key }: Place,
  fields: Record<string, unknown>,
  stamp?: Date,
): void {
  if (system === 'erp') {
    const item = pod.get(object, key);
    if (item === undefined) throw new Error(`the pod has no ${object} ${key}`);
    const LastUpdateDate = stamp?.toISOString().replace('Z', '+00:00') ?? item.LastUpdateDate;
    pod.put(object, { ...item, ...fields, LastUpdateDate });
    return;
  }
  const org = { crm, psa }[system];
  const record = org.get(object, key);
  if (record === undefined) throw new Error(`the org has no ${object} ${key}`);
  const SystemModstamp = stamp?.toISOString().replace('Z', '+0000') ?? record.SystemModstamp;
  org.put(object, { ...record, ...fields, SystemModstamp });
}

/** Takes a record away for good, as a purge does. */
export function deleteUntold({ crm, psa, pod }: World, { system, object, key }: Place): void {
  if (system === 'erp') pod.remove(object, key);
  else ({ crm, psa })[system].remove(object, key);
}

/** Takes the hub's user the right to see records of an object, by their keys, and returns what gives it back. */
export function hide(world: World, { system, object }: Omit<Place, 'key'>, keys: readonly string[]): () => void {
  const hidden = system === 'erp' ? world.pod.hidden : world[system].hidden;
  const places = system === 'erp' ? keys.map((key) => `${object}/${key}`) : keys;
  for (const place of places) hidden.add(place);
  return () => {
    for (const place of places) hidden.delete(place);
  };
}

/** The keys of all records of an object, in their order. */
export function keysOf({ crm, psa, pod }: World, { system, object }: Omit<Place, 'key'>): string[] {
  const key = system === 'erp' ? (podResources[object]?.key ?? '') : 'Id';
  const table = system === 'erp' ? pod.table(object) : { crm, psa }[system].table(object);
  return [...table.values()].map((record) => String((record as Record<string, unknown>)[key])).sort();
}
