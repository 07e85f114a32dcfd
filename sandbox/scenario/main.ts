import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { State } from '../start/state.ts';
import { playAmendment } from './amendment.ts';

const usage = `npm run scenario -- amendment [--no-webhook]
  Plays a change order through the running sandbox and prints what the hub makes of it.
  --no-webhook   nobody tells the hub: it finds out by its next poll`;

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const say = (line = '') => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'no-webhook': { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
const running = new State(root).runningNow();
if (values.help || positionals[0] !== 'amendment') {
  say(usage);
  process.exitCode = values.help ? 0 : 1;
} else if (running?.control === undefined || running.demoKey === undefined) {
  say('The sandbox is not running: npm start brings it up. Then play the scenario from a second terminal.');
  process.exitCode = 1;
} else {
  const { url, control, demoKey } = running;
  try {
    await playAmendment({ url, control, demoKey, announce: !values['no-webhook'], say });
  } catch (error) {
    say(`\nThe scenario did not come to its end: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
