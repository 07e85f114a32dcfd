import { parseArgs } from 'node:util';
import { messageOf } from '../src/domain/errors.ts';
import { failures, reportText } from './report.ts';
import { type Numbers, play, type Scenario, type Words } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

const usage = [
  ...Object.entries(scenarios).map(([name, { what, numbers, words = {} }]) => {
    const options = [
      ...Object.entries(numbers).map(
        ([option, { value, means }]) => `  ${`--${option} N`.padEnd(15)} ${means} (${value})`,
      ),
      ...Object.entries(words).map(
        ([option, { means, of = ['WORD'] }]) => `  ${`--${option} ${of.join('|')}`.padEnd(15)} ${means}`,
      ),
    ];
    return [`npm run chaos -- ${name} [options]`, ...what.map((line) => `  ${line}`), ...options, ''].join('\n');
  }),
  `  --json          the last line is one JSON object instead of a verdict
  The last line is pass or fail, and the exit status fits.`,
].join('\n');

const named = Object.values(scenarios).flatMap(({ numbers, words = {} }) => [
  ...Object.keys(numbers),
  ...Object.keys(words),
]);
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

/** The words of a scenario, as far as they are given. Throws on one that it does not know. */
function wordsFor({ words = {} }: Pick<Scenario, 'words'>): Words {
  return Object.fromEntries(
    Object.entries(words).map(([name, { of }]) => {
      const given = (values as Record<string, unknown>)[name]?.toString();
      if (given !== undefined && of?.includes(given) === false)
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
  const words = wordsFor(scenario);
  const report = await play(scenario, numbersFor(scenario), say, { words }).catch((error: unknown) => {
    say(`${messageOf(error)}\nfail`);
    // Whoever still sends would keep the process going.
    return process.exit(1);
  });
  const passed = failures(report).length === 0;
  say(values.json ? JSON.stringify({ ...report, passed }) : reportText(report));
  process.exitCode = passed ? 0 : 1;
}
