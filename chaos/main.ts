import { parseArgs } from 'node:util';
import { firmOfDrafts } from '../sandbox/firm/drafts.ts';
import { setScene } from '../sandbox/stage.ts';
import { timekeeper, timekeeperConfig } from './deliveries.ts';
import { kills } from './kills.ts';
import { failures, reportText } from './report.ts';
import { openScene } from './scene.ts';

const usage = `npm run chaos -- kills [options]
  Two hubs on one Postgres of its own, over the simulated firm. Signed webhooks, each sent three times and shuffled, while
  a hub is killed (SIGKILL) and started again at random moments; change orders make invoices be held at the ERP meanwhile,
  and two subscribers listen. Then everything is drained and each invariant is checked exactly.
  --kills N       how many (200)
  --deliveries N  requests in all, a third as many messages (300000)
  --seed N        of all chance (1)

  --json          the last line is one JSON object instead of a verdict
  The last line is pass or fail, and the exit status fits.`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '200' },
    deliveries: { type: 'string', default: '300000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const invoices = 20;

async function runKills(): Promise<boolean> {
  const { tables, contracts } = firmOfDrafts(invoices);
  say('Starting Postgres, the firm and two hubs …');
  const place = await setScene(tables, {
    environment: { TIMEKEEPER_WEBHOOK_SECRET: timekeeper.secret, LOG_LEVEL: 'silent' },
    adapt: (config) => ({ ...config, systems: [...config.systems, timekeeperConfig] }),
  });
  process.once('SIGINT', () => void place.strike().then(() => process.exit(1)));
  try {
    const scene = await openScene({ ...place, contracts }, ['all', 'all']);
    place.undo.push(scene.close);
    const report = await kills(scene, {
      kills: Number(values.kills),
      deliveries: Number(values.deliveries),
      seed: Number(values.seed),
      say,
    });
    const passed = failures(report).length === 0;
    say(values.json ? JSON.stringify({ ...report, passed }) : reportText(report));
    return passed;
  } finally {
    await place.strike();
  }
}

if (values.help || positionals[0] !== 'kills') {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  process.exitCode = (await runKills()) ? 0 : 1;
}
