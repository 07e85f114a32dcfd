import { type Timing, type Tolerances, type TolerancesPolicy, tolerancesOn } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import { factList, factSql } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { type Facts, factsIn } from './fact-values.ts';
import { forSubjects } from './subjects.ts';

/** What the firm has decided, as the fact queries take it. */
export interface FactPolicy {
  tolerances: TolerancesPolicy;
  timing: FactTiming;
}

/** What facts need to know of the waits and thresholds. */
export type FactTiming = Pick<Timing, 'propagationSeconds' | 'freshnessSeconds' | 'deliveredWithinSeconds'>;

/** The policy in force at an instant as the third parameter of every fact query: the firm's, and by legal entity. */
export function policyJson({ tolerances, timing }: FactPolicy, asOf: string): string {
  const { firm, entities } = tolerancesOn(tolerances, asOf.slice(0, 10));
  const { propagationSeconds, freshnessSeconds, deliveredWithinSeconds } = timing;
  const asAsked = ({ value, exchangeRate, ...rest }: Tolerances) => ({
    ...rest,
    value: { absolute: Number(value.absolute), percent: Number(value.percent) },
    exchangeRate: { type: exchangeRate.type, percent: Number(exchangeRate.percent) },
    propagationSeconds,
    freshnessSeconds,
    deliveredWithinSeconds,
  });
  const own = Object.entries(entities).map(([code, of]) => [code, asAsked(of)]);
  return JSON.stringify({ firm: asAsked(firm), entities: Object.fromEntries(own) });
}

/** What every fact query says of its subjects, besides the facts. */
export interface SubjectRow extends Record<string, unknown> {
  id: string;
  label: string;
  legal_entity_id: number | null;
  practice_id: number | null;
  contract_id: string | null;
  invoice_id: string | null;
  currency: string | null;
}

/** The columns of a subject's row. */
export const subjectColumns = [
  'id',
  'label',
  'legal_entity_id',
  'practice_id',
  'contract_id',
  'invoice_id',
  'currency',
];

/** Columns of the table under that alias. */
export const listed = (alias: string, columns: readonly string[]) =>
  columns.map((name) => `${alias}.${name}`).join(', ');

/** A subject with its facts, and what would be at stake by each of the rules. */
export interface Subject {
  row: SubjectRow;
  facts: Facts;
  amounts: (string | null)[];
}

/** Reads the facts of some subjects as of an instant, with the amounts that the rules would name. */
export async function readFacts(
  sql: Sql,
  source: FactSource,
  rules: readonly CompiledRule[],
  subjectIds: readonly string[],
  asOf: string,
  policy: FactPolicy,
): Promise<Subject[]> {
  const rows = await sql.rows<SubjectRow & { amounts: (string | null)[] }>(
    `select ${listed('f', subjectColumns)}, ${factList(source, 'f')},
            array[${rules.map(({ amount }) => amount).join(', ')}]::numeric[]::text[] as amounts
       from (${forSubjects(factSql(source), subjectIds)}) f
      -- Not every fact query needs the policy, but each statement must mention every parameter.
      where $2::timestamptz is not null and $3::jsonb is not null
      order by f.label, f.id`,
    [subjectIds, asOf, policyJson(policy, asOf)],
  );
  return rows.map((row) => ({ row, facts: factsIn(source, row), amounts: row.amounts }));
}
