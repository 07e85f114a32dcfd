import { parseArgs } from 'node:util';
import type { Rate } from './accepts.ts';
import { benchAlerts } from './alerts.ts';
import { tableOf } from './figures.ts';
import { benchIngest, type Measured } from './ingest.ts';
import { benchRules } from './rules.ts';

const usage = `npm run bench -- alerts [options]
  From a signed webhook to the alert at a subscriber, and by way of a hint, beside a bare NOTIFY in the same run.
  --rate N      signed webhooks a second (200)
  --seconds N   for so long (15)
  --hints N     outbound messages (40)

npm run bench -- ingest [options]
  How much is taken in: signed webhooks a second, each committed to disk before its answer, beside bare inserts of one row
  in the same run; records in bulk through every stage; by several hubs, and with a book ten times as large.
  --seconds N   what is accepted is counted for so long (15)
  --senders N   at the same time (64); with few, a commit of the hub holds few deliveries, and the ratio is lower
  --records N   of the bulk path (10000)
  --hubs N,N    numbers of hubs (1,2,4)

npm run bench -- rules [options]
  A whole book judged by every rule about invoices and their lines, beside json-rules-engine and GoRules Zen, which are
  given the facts of a sample of it.
  --invoices N  how many; each has two lines, and five entries of time (100000)
  --sample N    subjects of each kind whose facts the peers are given (5000)

  --json        the last line is one JSON object`;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '15' },
    hints: { type: 'string', default: '40' },
    invoices: { type: 'string', default: '100000' },
    sample: { type: 'string', default: '5000' },
    senders: { type: 'string', default: '64' },
    records: { type: 'string', default: '10000' },
    hubs: { type: 'string', default: '1,2,4' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function alerts(): Promise<object> {
  const { rate, seconds, hints } = values;
  const rows = await benchAlerts({ rate: Number(rate), seconds: Number(seconds), hints: Number(hints), say });
  say(`\n${tableOf(rows)}`);
  const [notify, signed, hinted] = rows.map(({ figures }) => figures);
  const ratio = (signed?.p50 ?? Number.NaN) / (notify?.p50 ?? Number.NaN);
  return { rate: Number(rate), notify, signed, hinted, ratioToNotify: ratio };
}

async function ingest(): Promise<object> {
  const { seconds, senders, records, hubs } = values;
  const measured = await benchIngest({
    seconds: Number(seconds),
    senders: Number(senders),
    records: Number(records),
    hubs: hubs.split(',').map(Number),
    say,
  });
  const row = ({ name, bare, accepts, ratioToBareInsert, bulkPerSecond }: Measured) =>
    [
      `  ${name.padEnd(28)} ${perSecond(bare)} ${perSecond(accepts)} ${(100 * ratioToBareInsert).toFixed(0).padStart(7)} %`,
      `${accepts.figures.p99.toFixed(1).padStart(8)} ms ${bulkPerSecond.toFixed(0).padStart(11)} records/s`,
    ].join(' ');
  const perSecond = (rate: Rate) => `${rate.perSecond.toFixed(0).padStart(9)} /s`;
  say(`
                               bare inserts     accepted    beside         p99      in bulk, all stages
${measured.map(row).join('\n')}`);
  return { measured };
}

async function rules(): Promise<object> {
  const result = await benchRules({ invoices: Number(values.invoices), sample: Number(values.sample), say });
  const { seconds, preparedSeconds, jsonRulesEngineSeconds, zenSeconds, change } = result;
  const line = (name: string, of: number, ratio = '') =>
    `  ${name.padEnd(28)} ${of.toFixed(2).padStart(10)} s   ${ratio}`;
  const times = (of: number) => `${(of / preparedSeconds).toFixed(1).padStart(8)} ×`;
  say(`
  ${result.subjects.toLocaleString('en')} subjects by ${result.rules} rules; ${result.exceptions} exceptions opened

  the rules over the same prepared facts
${line('Throughline', preparedSeconds, times(preparedSeconds))}
${line('json-rules-engine', jsonRulesEngineSeconds, times(jsonRulesEngineSeconds))}
${line('GoRules Zen', zenSeconds, times(zenSeconds))}

  the sweep end to end, from tables to exceptions
${line('Throughline', seconds)}
  one change judged: p50 ${change.p50.toFixed(1)} ms, p99 ${change.p99.toFixed(1)} ms; at most ${result.peakMegabytes.toFixed(0)} MB`);
  return {
    ...result,
    ratioToJsonRulesEngine: jsonRulesEngineSeconds / preparedSeconds,
    ratioToZen: zenSeconds / preparedSeconds,
  };
}

const benches: Record<string, () => Promise<object>> = { alerts, ingest, rules };
const bench = benches[positionals[0] ?? ''];
if (values.help || bench === undefined) {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  const figures = await bench();
  if (values.json) say(JSON.stringify(figures));
}
