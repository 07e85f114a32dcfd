import type { Scene } from './scene.ts';

/** The epoch that the feed is numbered in; 0 while the database does not answer. */
export async function epochOf({ hub }: Pick<Scene, 'hub'>): Promise<number> {
  const [{ epoch }] = await hub.query('select s.epoch from sequencer s').catch(() => [{ epoch: 0 }]);
  return epoch;
}
