import { resolve } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { HubError } from '../domain/errors.ts';
import { moneyText } from '../domain/money.ts';
import { type Backtest, type BacktestPoint, backtest } from '../rules/backtest.ts';
import { readRule } from '../rules/rule-files.ts';
import { type Answer, answering, type CliParts, columns } from './command.ts';

const mostMonths = 120;

function monthsIn(text: string): number {
  const months = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (months >= 1 && months <= mostMonths) return months;
  throw new HubError('BAD_USER_INPUT', `--months: "${text}" is not a number from 1 to ${mostMonths}`);
}

/** A line for people who watch; whoever reads the output of a program gets none. */
function progressLine() {
  const bar = new SingleBar({
    format: '{bar} {value} of {total} instants',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  return {
    show(done: number, of: number) {
      if (done === 0) bar.start(of, 0);
      else bar.update(done);
    },
    end: () => bar.stop(),
  };
}

function stakeText({ atStake, withoutAmount }: BacktestPoint): string {
  const amounts = atStake.map(moneyText);
  return [...amounts, ...(withoutAmount === 0 ? [] : [`${withoutAmount} not known`])].join(', ');
}

function lineOf(point: BacktestPoint, isLast: boolean): string[] {
  const name = isLast ? `${point.month} (now)` : point.month;
  if (!point.known) return [name, 'before the history begins'];
  const { fires, fresh, cannotEvaluate } = point;
  return [name, String(fires), fresh === null ? '-' : String(fresh), String(cannotEvaluate), stakeText(point)];
}

/** Long sentences stand behind the last column, so that they do not widen those before. */
function tableOf(points: readonly BacktestPoint[]): string {
  const lines = points.map((point, place) => lineOf(point, place === points.length - 1));
  const known = lines.map((line) => (line.length === 2 ? [line[0] ?? '', '', '', '', line[1] ?? ''] : line));
  return columns(['month', 'fires', 'new', 'cannot evaluate', 'at stake'], known);
}

function answerOf(tried: Backtest): Answer {
  const { rule, version, entity, points, distinctSubjects, overlap, historyBegins } = tried;
  const known = points.filter((point) => point.known).length;
  const history = historyBegins === null ? 'has not begun' : `begins ${historyBegins}`;
  const fired = `${rule} version ${version} would have fired on ${distinctSubjects} different records (${entity})`;
  const others = `It fires on ${overlap.subjects} of them now, of which ${overlap.ofThem} have an open exception of another rule.`;
  const total = [
    `Total: ${fired} at ${known} of ${points.length} instants.`,
    ...(known === 0 ? [] : [others]),
    `The history ${history}.`,
  ].join(' ');
  return { text: `${tableOf(points)}\n\n${total}`, json: tried };
}

/** `throughline rules backtest` */
export function registerBacktest(rules: Command, parts: CliParts): void {
  const command = rules
    .command('backtest <file>')
    .description('Judge by a rule at the end of each past month, on what was known then. Writes nothing.')
    .option('--months <number>', 'how many months to look back', '12');
  answering(command, parts, async (file: string, { months }: { months: string }) => {
    const wanted = monthsIn(months);
    const rule = readRule(resolve(file), file);
    const { cell, policy } = parts.config();
    const past = {
      database: await parts.hub(),
      cell,
      policy,
    };
    const line = progressLine();
    try {
      return answerOf(await backtest(past, rule, { now: parts.now(), months: wanted, onPoint: line.show }));
    } finally {
      line.end();
    }
  });
}
