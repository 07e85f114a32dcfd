import { parseArgs } from 'node:util';
import { benchAlerts } from './alerts.ts';
import { tableOf } from './figures.ts';

const usage = `npm run bench -- alerts [options]
  From a signed webhook to the alert at a subscriber, and by way of a hint, beside a bare NOTIFY in the same run.
  --rate N      signed webhooks a second (200)
  --seconds N   for so long (15)
  --hints N     outbound messages (40)
  --json        the last line is one JSON object`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '15' },
    hints: { type: 'string', default: '40' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help || positionals[0] !== 'alerts') {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  const { rate, seconds, hints } = values;
  const rows = await benchAlerts({ rate: Number(rate), seconds: Number(seconds), hints: Number(hints), say });
  say(`\n${tableOf(rows)}`);
  const [notify, signed, hinted] = rows.map(({ figures }) => figures);
  const ratio = (signed?.p50 ?? Number.NaN) / (notify?.p50 ?? Number.NaN);
  if (values.json) say(JSON.stringify({ rate: Number(rate), notify, signed, hinted, ratioToNotify: ratio }));
}
