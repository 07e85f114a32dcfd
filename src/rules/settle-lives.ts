import type { Sql } from '../entities/sql.ts';
import { clearExceptions } from './clear-exceptions.ts';
import type { StandingException } from './exception-diff.ts';
import type { RecordContext } from './exception-writes.ts';
import { recordFailure } from './outstanding.ts';
import type { RuleSet } from './rule-book.ts';
import { type RuleVersion, ruleVersions } from './rule-lives.ts';
import { closeShadow } from './shadow.ts';

/** The rules that are judged by now, though perhaps by a version that is broken: their findings stay. */
function judgedBy({ rules, broken }: RuleSet, wanted: boolean): string[] {
  const sound = rules.filter(({ shadow }) => shadow === wanted).map(({ rule }) => rule.id);
  return [...sound, ...broken.filter(({ shadow }) => shadow === wanted).map(({ rule }) => rule)];
}

/** What has last been said of a rule: the newest change of any of its versions. */
function lastWord(versions: readonly RuleVersion[], rule: string): RuleVersion | undefined {
  const own = versions.filter((each) => each.rule === rule);
  return own.sort((one, other) => other.change - one.change)[0];
}

async function clearUnasked(sql: Sql, active: readonly string[], context: RecordContext): Promise<number> {
  const standing = await sql.rows<StandingException & Record<string, unknown>>(
    `select e.id, e.rule, e.rule_version, e.subject_id, e.severity, e.amount, e.currency, e.sentence, e.contract_id, e.invoice_id,
            e.effect, e.status, e.version, e.legal_entity_id, e.correlation_id
       from exception e
      where e.closed_at is null and not e.rule = any ($1::text[]) order by e.id for update`,
    [active],
  );
  if (standing.length === 0) return 0;
  const versions = await ruleVersions(sql);
  for (const rule of new Set(standing.map((each) => each.rule))) {
    const said = lastWord(versions, rule);
    const because = said && {
      cause: said.life,
      actor: said.by,
      comment: `${rule} version ${said.version} is ${said.life}: ${said.reason}`,
    };
    await clearExceptions(
      sql,
      standing.filter((each) => each.rule === rule),
      context,
      because,
    );
  }
  return standing.length;
}

/** What was left open by rules that are no longer judged by, active or in shadow. */
async function forget(sql: Sql, active: readonly string[], shadow: readonly string[]): Promise<void> {
  const loose = (alias: string) =>
    `not ${alias}.rule = any (case when ${alias}.shadow then $2::text[] else $1::text[] end)`;
  await sql.run(
    `with waited as (
       delete from cannot_evaluate_wait w where ${loose('w')}
     ), evaluated as (
       delete from cannot_evaluate c where ${loose('c')}
     ), counted as (
       delete from rule_tally t where not t.rule = any ($1::text[])
     )
     delete from rule_failure f where ${loose('f')}`,
    [active, shadow],
  );
}

/**
 * Takes back what stands of rules that are no longer judged by, and writes down which can't be. Returns how many
 * exceptions were cleared.
 */
export async function settleLives(sql: Sql, set: RuleSet, context: RecordContext): Promise<number> {
  const active = judgedBy(set, false);
  const shadow = judgedBy(set, true);
  const cleared = await clearUnasked(sql, active, context);
  const tried = await sql.rows<{ id: string }>(
    'select s.id from shadow_finding s where s.closed_at is null and not s.rule = any ($1::text[])',
    [shadow],
  );
  await closeShadow(
    sql,
    tried.map(({ id }) => id),
    context.now,
  );
  await forget(sql, active, shadow);
  for (const broken of set.broken) recordFailure(sql, broken, context.now);
  return cleared;
}
