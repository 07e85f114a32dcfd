import type { Checked } from '../src/invariants/checked.ts';
import type { HubProcess } from './hub-process.ts';
import { exactly } from './report.ts';
import type { Scene } from './scene.ts';

/** What a hub says of itself where balancers ask. */
export interface Health {
  /** The newest migration that its code knows; older ones do not say. */
  schema?: string;
  sockets: number;
  memoryMegabytes: number;
  latenessMs: { loop: number; writing: number; reading: number };
  /** What it leaves undone for being late. */
  shed: readonly string[];
}

/** What a hub says of itself; undefined while it does not answer. */
export async function healthOf(hub: HubProcess): Promise<Health | undefined> {
  const url = hub.url();
  if (url === undefined) return undefined;
  return fetch(`${url}/healthz`)
    .then(async (response) => (response.ok ? ((await response.json()) as Health) : undefined))
    .catch(() => undefined);
}

/** Whether no hub process has ended. */
export function allLive({ hubs }: Pick<Scene, 'hubs'>): Checked {
  return exactly('hub processes that live', hubs.filter((hub) => hub.url() !== undefined).length, hubs.length);
}
