import type { World } from '../sandbox/world.ts';
import { type KillsOptions, kills } from './kills.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';

/** Has the ERP carry out every so many-th write without ever answering it, the first one included. Returns what ends that. */
function loseReplies({ simulators: { erp } }: World, every: number): () => number {
  const before = erp.met.dropped;
  let writes = 0;
  erp.onWrite = () => {
    if (writes % every === 0) erp.faults.dropReplies += 1;
    writes += 1;
  };
  return () => {
    erp.onWrite = undefined;
    erp.faults.dropReplies = 0;
    return erp.met.dropped - before;
  };
}

/** Deliveries of which nobody knew for a while what became of them, and those of which nobody will without a person. */
async function unknown({ hub }: Scene): Promise<{ resolved: number; open: number; unlisted: number }> {
  const [row] = await hub.query(
    `select count(*) filter (where o.unknowns > 0 and o.state = 'confirmed')::int as resolved,
            count(*) filter (where o.state = 'unknown')::int as open,
            count(*) filter (where o.state = 'needs_human' and not exists (
              select from exception e
               where e.kind = 'correction' and e.subject_id = o.correction_id and e.closed_at is null))::int as unlisted
       from outbox o`,
  );
  return row;
}

/** Kills hubs as `kills` does while the ERP's answers get lost, and checks that it did nothing twice. */
export async function lostReplies(scene: Scene, options: KillsOptions & { every: number }): Promise<Report> {
  const end = loseReplies(scene.world, options.every);
  const report = await kills(scene, options);
  const dropped = end();
  const { resolved, open, unlisted } = await unknown(scene);
  return {
    ...report,
    scenario: 'lost-replies',
    injected: { ...report.injected, 'replies of the ERP dropped': dropped },
    counted: { ...report.counted, 'outcomes that were unknown and found out': resolved },
    checked: [
      ...report.checked,
      atLeast('replies of the ERP dropped', dropped, 1),
      atLeast('outcomes that were unknown and found out', resolved, 1),
      exactly('outcomes that are still unknown', open, 0),
      exactly('outcomes given to a person that no exception names', unlisted, 0),
    ],
  };
}

/** `npm run chaos -- lost-replies`: the ERP does what it is asked and its answer gets lost. */
export const lostRepliesScenario: Scenario = {
  what: [
    'Has the ERP carry out what two hubs ask it for, destroys every tenth of its answers to writes, and kills the hubs (SIGKILL)',
    'meanwhile: nothing may take effect twice, and nothing may stay unknown.',
  ],
  numbers: {
    kills: { value: 60, means: 'how many kills' },
    deliveries: { value: 60_000, means: 'requests in all, a third as many messages' },
    every: { value: 10, means: 'one of so many answers to writes gets lost' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 60,
  run: (scene, { kills: count = 0, deliveries = 0, every = 10, seed = 1 }, say) =>
    lostReplies(scene, { kills: count, deliveries, every, seed, say }),
};
