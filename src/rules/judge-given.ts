import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import type { Outcome } from './explain.ts';
import { factColumn, factsOf } from './fact-catalogue.ts';
import { type FactSource, sqlTypes } from './fact-source.ts';
import type { RuleFile } from './rule-file.ts';

/** Facts as an example of a rule gives them. What is not named is not known. */
export type GivenFacts = RuleFile['examples'][number]['given'];

/** What the compiled SQL makes of given facts. */
export interface Judged {
  outcome: Outcome;
  amount: string | null;
  severity: string;
}

function outcomeOf(value: boolean | null): Outcome {
  if (value === null) return 'cannotEvaluate';
  return value ? 'fires' : 'passes';
}

/** Judges given facts by the compiled SQL, over rows made of them: what each rule makes of each row. */
export async function judgeGiven(
  sql: Sql,
  source: FactSource,
  rules: readonly CompiledRule[],
  given: readonly GivenFacts[],
): Promise<Judged[][]> {
  const columns = Object.entries(factsOf(source)).map(([name, { type }]) => `${factColumn(name)} ${sqlTypes[type]}`);
  const rowOf = (facts: GivenFacts, place: number) =>
    Object.fromEntries([['place', place], ...Object.entries(facts).map(([name, value]) => [factColumn(name), value])]);
  const list = (part: (rule: CompiledRule) => string) => rules.map(part).join(', ');
  const rows = await sql.rows<{ outcomes: (boolean | null)[]; amounts: (string | null)[]; severities: string[] }>(
    `select array[${list(({ predicate }) => predicate)}]::boolean[] as outcomes,
            array[${list(({ amount }) => amount)}]::numeric[]::text[] as amounts,
            array[${list(({ severity }) => severity)}]::text[] as severities
       from jsonb_to_recordset($1::jsonb) as f (place int, ${columns.join(', ')})
      order by f.place`,
    [JSON.stringify(given.map(rowOf))],
  );
  return rows.map(({ outcomes, amounts, severities }) =>
    outcomes.map((outcome, place) => ({
      outcome: outcomeOf(outcome),
      amount: amounts[place] ?? null,
      severity: severities[place] as string,
    })),
  );
}
