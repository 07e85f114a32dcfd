import type { Sql } from '../src/entities/sql.ts';
import type { Outcome } from '../src/rules/explain.ts';
import { factSources } from '../src/rules/fact-catalogue.ts';
import type { FactPolicy } from '../src/rules/fact-query.ts';
import { subjectIdsSql } from '../src/rules/fact-source.ts';
import { judge } from '../src/rules/judge.ts';
import type { RuleSet } from '../src/rules/rule-book.ts';

/** What every rule makes of every subject that it is about, by `rule subject`. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** Judges the whole book as of an instant. Throws when a rule's statement fails. */
export async function bookOutcomes(
  sql: Sql,
  { rules }: Pick<RuleSet, 'rules'>,
  asOf: string,
  policy: FactPolicy,
): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  for (const source of factSources) {
    const about = rules.filter(({ rule }) => rule.entity === source.kind);
    const subjects = await sql.rows<{ id: string }>(subjectIdsSql(source));
    const { findings, unknowns, failures } = await judge(sql, source, about, null, asOf, policy);
    if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join('; '));
    const say = (outcome: Outcome, of: readonly { rule: (typeof about)[number]; subjectId: string }[]) =>
      of.map(({ rule, subjectId }) => outcomes.set(`${rule.rule.id} ${subjectId}`, outcome));
    say(
      'passes',
      about.flatMap((rule) => subjects.map(({ id }) => ({ rule, subjectId: id }))),
    );
    say('fires', findings);
    say('cannotEvaluate', unknowns);
  }
  return outcomes;
}
