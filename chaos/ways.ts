import type { Scene } from './scene.ts';

/** How a way into or out of a system stands. */
export interface WayNow {
  /** Whether its breaker is open. */
  open: boolean;
  lastError: string;
}

async function way({ hub }: Scene, system: string, direction: 'in' | 'out'): Promise<WayNow> {
  const [row] = await hub.query(
    `select w.opened_at is not null as open, coalesce(w.last_error, '') as "lastError"
       from system_way w where w.system = $1 and w.direction = $2`,
    [system, direction],
  );
  return row;
}

/** How the way into the hub from a system stands. */
export const wayIn = (scene: Scene, system: string) => way(scene, system, 'in');

/** How the way out to a system stands. */
export const wayOut = (scene: Scene, system: string) => way(scene, system, 'out');
