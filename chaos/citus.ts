import { parseArgs } from 'node:util';
import { dataSource } from '../ormconfig.ts';
import { killsScenario } from './kills.ts';
import { failures, type Report, reportText } from './report.ts';
import { type CellPlace, play } from './scenario.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const cells = ['citus_one', 'citus_two'];
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    deliveries: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '7' },
  },
});
const numbers = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));

/** Lends the database as whoever may make and drop schemas. */
async function asAdmin<T>(url: string, work: (ask: (text: string) => Promise<unknown[]>) => Promise<T>): Promise<T> {
  const admin = await dataSource({ url, cell: 'public', poolSize: 1 }).initialize();
  try {
    return await work((text) => admin.query(text));
  } finally {
    await admin.destroy();
  }
}

function forget(ownerUrl: string): Promise<void> {
  return asAdmin(ownerUrl, async (ask) => {
    for (const cell of cells) await ask(`drop schema if exists ${cell}, ${cell}_asof, ${cell}_worker cascade`);
  });
}

/** What the database is, in a sentence: what passes on a plain Postgres says nothing of a cluster. */
async function whatItIs(ownerUrl: string): Promise<string> {
  const rows = await asAdmin(ownerUrl, (ask) =>
    ask(`select e.extversion from pg_extension e where e.extname = 'citus'`),
  );
  const [citus] = rows as { extversion: string }[];
  if (citus === undefined)
    return 'CITUS_URL leads to a Postgres without Citus: this proves two cells, and nothing of a cluster.';
  return `CITUS_URL leads to Citus ${citus.extversion}.`;
}

/** Kills hubs at work over two cells at once. Returns what came of each. */
async function overTwoCells(place: Omit<CellPlace, 'cell'>): Promise<Report[]> {
  say(await whatItIs(place.ownerUrl));
  await forget(place.ownerUrl);
  try {
    return await Promise.all(
      cells.map((cell) => play(killsScenario, numbers, (line) => say(`${cell}: ${line}`), { ...place, cell })),
    );
  } finally {
    await forget(place.ownerUrl);
  }
}

const url = process.env['CITUS_URL'];
if (url === undefined) {
  say('CITUS_URL is not set: nothing was run. Set it to the address of a Citus cluster (docs/scale.md) to run this.');
} else {
  const reports = await overTwoCells({ url, ownerUrl: process.env['CITUS_OWNER_URL'] ?? url });
  for (const report of reports) say(reportText(report));
  process.exitCode = reports.every((report) => failures(report).length === 0) ? 0 : 1;
}
