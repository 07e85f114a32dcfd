import { parseArgs } from 'node:util';
import { messageOf } from '../src/domain/errors.ts';
import { failures, reportText } from './report.ts';
import { type Choices, type GroundedScenario, type Numbers, play, type Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const choicesOf = (scenario: Scenario | GroundedScenario) => ('choices' in scenario ? (scenario.choices ?? {}) : {});

const usage = [
  ...Object.entries(scenarios).map(([name, scenario]) => {
    const { what, numbers } = scenario;
    const options = Object.entries(numbers).map(
      ([option, { value, means }]) => `  ${`--${option} N`.padEnd(15)} ${means} (${value})`,
    );
    const chosen = Object.entries(choicesOf(scenario)).map(
      ([option, { of, means }]) => `  ${`--${option} ${of.join('|')}`.padEnd(15)} ${means}`,
    );
    return [`npm run chaos -- ${name} [options]`, ...what.map((line) => `  ${line}`), ...options, ...chosen, ''].join(
      '\n',
    );
  }),
  `  --json          the last line is one JSON object instead of a verdict
  The last line is pass or fail, and the exit status fits.`,
].join('\n');

const named = Object.values(scenarios).flatMap((each) => Object.keys({ ...each.numbers, ...choicesOf(each) }));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    ...Object.fromEntries(named.map((name) => [name, { type: 'string' as const }])),
  },
});

/** The numbers of a scenario: as given, or its own. Throws on what is not a count. */
function numbersFor({ numbers }: { numbers: Readonly<Record<string, { value: number }>> }): Numbers {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, { value }]) => {
      const given = (values as Record<string, unknown>)[name];
      const number = given === undefined ? value : Number(given);
      if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} takes a whole number, not ${given}`);
      return [name, number];
    }),
  );
}

/** What was chosen for a scenario. Throws on what it does not offer. */
function choicesFor(scenario: Scenario | GroundedScenario): Choices {
  return Object.fromEntries(
    Object.entries(choicesOf(scenario)).map(([name, { of }]) => {
      const given = (values as Record<string, unknown>)[name] as string | undefined;
      if (given !== undefined && !of.includes(given))
        throw new Error(`--${name} takes ${of.join(' or ')}, not ${given}`);
      return [name, given];
    }),
  );
}

const scenario = scenarios[positionals[0] ?? ''];
if (values.help || scenario === undefined) {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else {
  const report = await play(scenario, numbersFor(scenario), say, { choices: choicesFor(scenario) }).catch(
    (error: unknown) => {
      say(`${messageOf(error)}\nfail`);
      // Whoever still sends would keep the process going.
      return process.exit(1);
    },
  );
  const passed = failures(report).length === 0;
  say(values.json ? JSON.stringify({ ...report, passed }) : reportText(report));
  process.exitCode = passed ? 0 : 1;
}
