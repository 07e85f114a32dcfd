import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { appendAudit } from '../entities/append-audit.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import type { JudgeContext } from '../rules/judge-subjects.ts';
import { requestSweep } from '../rules/look-again.ts';
import { ruleBook } from '../rules/rule-book.ts';
import { sweepRequested } from '../rules/sweep.ts';
import { workPolicy } from '../rules/work-policy.ts';
import { answering, type CliConfig, type CliParts, columns } from './command.ts';

interface Tally {
  rule: string;
  judged: string;
  fired: string;
  passed: string;
  unknown: string;
}

const pauseMs = 200;

function judgeContext(config: CliConfig, complain: (text: string) => void): JudgeContext {
  const { policy } = config;
  return {
    rules: ruleBook(),
    policy,
    work: workPolicy(policy, config),
    asOfStepSeconds: policy.timing.asOfStepSeconds,
    onFailure: (rule, message) => complain(`${rule} could not be judged: ${message}`),
  };
}

/** Sweeps here, or sees a running hub do it: whoever has the judge's lock takes the request. */
async function sweep(hub: DataSource, context: JudgeContext, actor: string): Promise<string> {
  const correlationId = randomUUID();
  await transaction(hub, async (sql) => {
    await requestSweep(sql, 'time', correlationId);
    await appendAudit(sql, [
      { actor, action: 'book.sweep', subject: 'book', detail: {}, legalEntityId: null, correlationId },
    ]);
  });
  for (;;) {
    await sweepRequested(hub, context);
    const open = await withConnection(hub, (sql) =>
      sql.row('select 1 from sweep_request r where r.correlation_id = $1', [correlationId]),
    );
    if (open === undefined) return correlationId;
    await wait(pauseMs);
  }
}

function tallies(hub: DataSource): Promise<Tally[]> {
  return withConnection(hub, (sql) =>
    sql.rows<Tally & Record<string, unknown>>(
      `select t.rule, t.judged::text, t.fired::text, t.passed::text, t.unknown::text from rule_tally t order by t.rule`,
    ),
  );
}

/** `throughline sweep` */
export function registerSweep(program: Command, parts: CliParts): void {
  const command = program.command('sweep').description('Judge the whole book by every rule now.');
  answering(command, parts, async () => {
    const hub = await parts.hub();
    const correlationId = await sweep(hub, judgeContext(parts.config(), parts.complain), parts.actor);
    const rules = await tallies(hub);
    const lines = rules.map(({ rule, judged, fired, passed, unknown }) => [rule, judged, fired, passed, unknown]);
    const table = columns(['rule', 'judged', 'fires', 'passes', 'cannot evaluate'], lines);
    return { text: `${table}\n\ncorrelation ${correlationId}`, json: { correlationId, rules } };
  });
}
