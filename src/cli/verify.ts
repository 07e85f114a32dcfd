import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import type { FieldDifference, RowDifference, TableComparison, Verification } from '../domain/verification.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';

const mostWaitSeconds = 3600;

function waitIn(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  if (seconds >= 0 && seconds <= mostWaitSeconds) return seconds;
  throw new HubError('BAD_USER_INPUT', `--wait: "${text}" is not a number of seconds from 0 to ${mostWaitSeconds}`);
}

const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

const fieldLine = ({ field, live, rebuilt }: FieldDifference) =>
  `    ${field}: is ${written(live)}, made anew ${written(rebuilt)}`;

const said: Record<RowDifference['what'], string> = {
  'only live': 'is there, and is not made anew',
  'only rebuilt': 'is made anew, and is not there',
  changed: 'is made anew otherwise',
};

function differences({ table, differing, first }: TableComparison): string[] {
  const lines = first.flatMap(({ key, label, what, fields }) => [
    `  ${table} ${label}${label === key ? '' : ` (${key})`} ${said[what]}`,
    ...fields.map(fieldLine),
  ]);
  return differing > first.length ? [...lines, `  and ${differing - first.length} more of ${table}`] : lines;
}

/** What the answer does not cover, in sentences. */
function limits({ carried, unreadable, failedRules }: Verification): string[] {
  return [
    ...(carried.count === 0
      ? []
      : [
          `Not verified, because their messages are not kept: ${carried.count} records, as ${carried.first.join(', ')}.`,
        ]),
    ...unreadable.map(({ id, record, reason }) => `Message ${id} of ${record} can not be read any more: ${reason}`),
    ...(failedRules.length === 0 ? [] : [`Not compared, because they can not be judged: ${failedRules.join(', ')}.`]),
  ];
}

function answerOf(verification: Verification): Answer {
  const { at, equal, messages, tables } = verification;
  const shown = tables.filter(({ rows }) => rows.live + rows.rebuilt > 0);
  const table = columns(
    ['table', 'rows', 'made anew', '', 'sha256'],
    shown.map(({ table: name, rows, hashes, differing }) => {
      const verdict = hashes.live === hashes.rebuilt ? 'equal' : `${differing} different`;
      return [name, String(rows.live), String(rows.rebuilt), verdict, hashes.live.slice(0, 16)];
    }),
  );
  const wrong = shown.flatMap(differences);
  const summary = `${messages} messages as of ${at}: ${equal ? 'made anew, the cell is equal' : 'made anew, the cell is different'}.`;
  const text = [table, ...(wrong.length === 0 ? [] : [wrong.join('\n')]), ...limits(verification), summary].join(
    '\n\n',
  );
  return { text, json: verification, failed: !equal };
}

/** `throughline verify` */
export function registerVerify(program: Command, parts: CliParts): void {
  const command = program
    .command('verify')
    .description(
      'Make everything anew from the inbox, beside what is there, and compare. Fails when something differs.',
    )
    .option('--wait <seconds>', 'how long to wait for an instant at which everything has been worked off', '120');
  answering(command, parts, async ({ wait }: { wait: string }) =>
    answerOf(await parts.verify(waitIn(wait) * 1000, parts.complain)),
  );
}
