import type { HubProcess } from './hub-process.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Load, type Trouble, underLoad } from './under-load.ts';

/** How often a hub stands still in the middle of a write. */
export interface FrozenOptions {
  freezes: number;
  deliveries: number;
  seed: number;
  say: (line: string) => void;
}

/**
 * Has one hub stand still while the ERP carries out what it was asked for, until another one, started meanwhile, has
 * found out what became of it. Then the first goes on where it stood.
 */
async function passOver(
  { world }: Scene,
  { holds, until }: Load,
  [first, second]: readonly HubProcess[],
): Promise<void> {
  const { erp } = world.simulators;
  let frozen = false;
  // With the other one gone, it is this one that writes.
  await second?.stop();
  erp.onWrite = () => {
    if (frozen) return;
    frozen = true;
    first?.freeze();
  };
  try {
    holds.sign(1);
    await until('a write to reach the ERP', () => Promise.resolve(frozen));
    await second?.start();
    await until(
      'the hold to be confirmed by the other hub',
      async () => (await holds.count('confirmed')) >= holds.signed,
    );
  } finally {
    erp.onWrite = undefined;
    first?.thaw();
  }
}

/** How often it was told that a correction is confirmed. */
async function confirmations({ hub }: Scene): Promise<number> {
  const [row] = await hub.query(`select count(*)::int as count from feed f where f.type = 'correction.confirmed'`);
  return row.count;
}

async function standStill(scene: Scene, load: Load, { freezes, say }: FrozenOptions): Promise<Trouble> {
  const before = await confirmations(scene);
  for (let freeze = 1; freeze <= freezes; freeze += 1) {
    const turn = freeze % 2 === 0 ? [...scene.hubs].reverse() : scene.hubs;
    await passOver(scene, load, turn);
    await load.takenIn(freeze / (freezes + 1));
    say(`${freeze} of ${freezes} times …`);
  }
  await load.takenIn(1);
  const { unknowns } = await load.holds.attempts();
  return {
    injected: { 'hubs that stood still in the middle of a write': freezes },
    counted: {},
    checked: [
      atLeast('outcomes that another hub had to find out', unknowns, freezes),
      // What the first has to say of it later counts no more.
      exactly('times that a correction was told to be confirmed', (await confirmations(scene)) - before, freezes),
    ],
  };
}

/** Has hubs stand still for longer than their leases while they write, and checks that nothing is done twice. */
export function frozen(scene: Scene, options: FrozenOptions): Promise<Report> {
  return underLoad(scene, { ...options, scenario: 'frozen' }, (load) => standStill(scene, load, options));
}

/** `npm run chaos -- frozen`: a hub that stands still, is taken for dead, and goes on. */
export const frozenScenario: Scenario = {
  what: [
    'Has a hub stand still (SIGSTOP) just as the ERP carries out what it asked for, for longer than its lease. Another one must',
    'find out what became of it and do nothing twice, and the first, once it goes on, must not spoil that.',
  ],
  numbers: {
    freezes: { value: 10, means: 'times that a hub stands still' },
    deliveries: { value: 3000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 60,
  run: (scene, { freezes = 0, deliveries = 0, seed = 1 }, say) => frozen(scene, { freezes, deliveries, seed, say }),
};
