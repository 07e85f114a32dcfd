import { parseArgs } from 'node:util';
import { type FirmChoice, generateFirm } from '../firm/generate.ts';
import { type Stage, setStage } from '../stage.ts';
import { watchFirstLoad } from '../start/first-load.ts';
import { HubClient } from '../start/hub-client.ts';
import { compareFindings, compareGaps, worstError } from './compare.ts';
import { differences, gaps, leftOver, table } from './print.ts';
import { readFindings, readLeftOver, readUnexplained } from './read-hub.ts';

const usage = `npm run score -- [options]
  Makes the sandbox firm with its planted faults, lets a hub take it in, and says how many of them it finds.
  --seed N      which firm (7)
  --scale X     how large it is, compared with the sandbox's (1)
  --today D     the day on which it was made (today)
  --json        the last line is one JSON object`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    scale: { type: 'string', default: '1' },
    today: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** The firm that the options ask for. Throws where one of them is none. */
function choice(): FirmChoice {
  const [seed, scale] = [Number(values.seed), Number(values.scale)];
  if (!Number.isInteger(seed) || seed < 0)
    throw new Error(`--seed ${values.seed}: a seed is a whole number, 0 or more`);
  if (!(scale > 0 && scale <= 10)) throw new Error(`--scale ${values.scale}: a scale is a number above 0, 10 at most`);
  if (!/^\d{4}-\d\d-\d\d$/.test(values.today)) throw new Error(`--today ${values.today}: a day is written 2026-11-25`);
  return { seed, scale, today: values.today };
}

const say = (text: string) => void (text !== '' && process.stdout.write(`${text}\n`));
let stage: Stage | undefined;

async function score(firm: FirmChoice): Promise<boolean> {
  const { seed } = firm;
  const { tables, manifest } = generateFirm(firm);
  say(`Firm ${seed}: ${manifest.findings.length} findings are planted. A hub takes it in …`);
  const running = await setStage(tables, { say });
  stage = running;
  const as = async (persona: string) => {
    const client = await HubClient.signIn(running.url, persona, running.demoKey);
    return <T>(query: string, variables?: object) => client.ask<T>(query, variables);
  };
  const started = Date.now();
  await watchFirstLoad(await HubClient.signIn(running.url, 'integration', running.demoKey));
  const seconds = (Date.now() - started) / 1000;
  say(`It is in and judged, after ${seconds.toFixed(0)} s.\n`);

  const executive = await as('executive');
  const result = compareFindings(manifest.findings, await readFindings(executive));
  const differing = compareGaps(manifest.unexplained, await readUnexplained(executive));
  const left = await readLeftOver(await as('integration'));
  say(table(result));
  say(differences(result));
  say(`\n${gaps(differing, manifest.unexplained.length)}`);
  say(leftOver(left));
  const { recall, precision, moneyError: byCurrency } = result.total;
  const moneyError = worstError(manifest.findings, result);
  if (values.json) {
    const unexplainedDifferences = differing.length;
    const more = { byCurrency, perRule: result.perRule, unexplainedDifferences, leftOver: left, seconds };
    say(JSON.stringify({ seed, recall, precision, moneyError, ...more }));
  }
  return recall === 1 && precision === 1 && moneyError === 0 && differing.length === 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void (stage?.strike() ?? Promise.resolve()).then(() => process.exit(1)));
}

if (values.help) say(usage);
else {
  try {
    process.exitCode = (await score(choice())) ? 0 : 1;
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  } finally {
    await stage?.strike();
  }
}
