import { messageOf } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import type { CompiledRule } from './compile.ts';
import { factList, factSql } from './fact-catalogue.ts';
import { type FactPolicy, listed, policyJson, type SubjectRow, subjectColumns } from './fact-query.ts';
import type { FactSource } from './fact-source.ts';
import { type Facts, factsIn } from './fact-values.ts';
import { factsOfConditions, type Severity } from './rule-file.ts';
import { forSubjects } from './subjects.ts';
import { type IsKnown, knownStreams, type Waiting, waitsOf } from './waits.ts';

/** A subject that a rule fires on. */
export interface Finding {
  rule: CompiledRule;
  subjectId: string;
  label: string;
  legalEntityId: number | null;
  practiceId: number | null;
  contractId: string | null;
  invoiceId: string | null;
  currency: string | null;
  amount: string | null;
  severity: Severity;
  facts: Facts;
}

/** A subject that a rule can't be evaluated on, what is missing, and which streams that waits for. */
export interface Unknown {
  rule: CompiledRule;
  subjectId: string;
  legalEntityId: number | null;
  missing: string[];
  waits: Waiting[];
}

/** What came of judging subjects of one kind. Subjects that are not mentioned pass. */
export interface Judgement {
  source: FactSource;
  rules: readonly CompiledRule[];
  findings: Finding[];
  unknowns: Unknown[];
  dues: { subjectId: string; at: string }[];
  /** Rules whose statement failed, with the reason: nothing is said of their subjects. */
  failures: { rule: CompiledRule; message: string }[];
}

interface Row extends SubjectRow {
  outcomes: number[];
  amounts: (string | null)[];
  severities: Severity[];
  due_at: string | null;
}

/** The next instant at which one of the rules could come to another outcome by time alone. */
function dueSql(rules: readonly CompiledRule[]): string {
  const dues = rules.flatMap(({ due, eventually }) =>
    due === undefined ? [] : `case when ${due} is not null and (${eventually}) is not false then ${due} end`,
  );
  return dues.length === 0 ? 'null::timestamptz' : `least(${dues.join(', ')})`;
}

/**
 * One statement that judges the rows of facts which `from` selects: each rule's outcome, gathered in an array of signed
 * rule numbers. Rows that pass every rule for good are left out, and cost no more than being looked at.
 */
export function verdictsSql(source: FactSource, rules: readonly CompiledRule[], from: string): string {
  const outcomes = rules.map(
    ({ predicate }, place) =>
      `case (${predicate}) when true then ${place + 1} when false then null else ${-place - 1} end`,
  );
  const due = dueSql(rules);
  const said = [...rules.map(({ predicate }) => `(${predicate}) is not false`), `${due} is not null`];
  return `
    select ${listed('f', subjectColumns)}, ${factList(source, 'f')},
           array_remove(array[${outcomes.join(', ')}]::int[], null) as outcomes,
           array[${rules.map((rule) => rule.amount).join(', ')}]::numeric[]::text[] as amounts,
           array[${rules.map((rule) => rule.severity).join(', ')}]::text[] as severities,
           (${due})::text as due_at
      from (${from}) f
    -- Not every fact query needs the policy, but each statement must mention every parameter.
     where (${said.join(' or ')}) and $2::timestamptz is not null and $3::jsonb is not null`;
}

function unknownOf(rule: CompiledRule, source: FactSource, row: Row, facts: Facts, isKnown: IsKnown): Unknown {
  const names = [...new Set(factsOfConditions(rule.rule.conditions))];
  const missing = names.filter((name) => facts[name] === null);
  const waits = waitsOf(source, missing, facts).filter((waiting) => !isKnown(waiting));
  return { rule, subjectId: row.id, legalEntityId: row.legal_entity_id, missing, waits };
}

function read(source: FactSource, rules: readonly CompiledRule[], rows: readonly Row[], isKnown: IsKnown): Judgement {
  const judgement: Judgement = { source, rules, findings: [], unknowns: [], dues: [], failures: [] };
  for (const row of rows) {
    if (row.due_at !== null) judgement.dues.push({ subjectId: row.id, at: row.due_at });
    const facts = factsIn(source, row);
    for (const outcome of row.outcomes) {
      const place = Math.abs(outcome) - 1;
      const rule = rules[place] as CompiledRule;
      if (outcome < 0) {
        judgement.unknowns.push(unknownOf(rule, source, row, facts, isKnown));
        continue;
      }
      judgement.findings.push({
        rule,
        subjectId: row.id,
        label: row.label,
        legalEntityId: row.legal_entity_id,
        practiceId: row.practice_id,
        contractId: row.contract_id,
        invoiceId: row.invoice_id,
        currency: row.currency,
        amount: row.amounts[place] ?? null,
        severity: row.severities[place] as Severity,
        facts,
      });
    }
  }
  return judgement;
}

/** Subjects of one kind, or all of them (null), and the rules to judge them by. */
export interface Question {
  source: FactSource;
  rules: readonly CompiledRule[];
  subjectIds: readonly string[] | null;
}

async function ask(
  sql: Sql,
  { source, rules, subjectIds }: Question,
  asOf: string,
  policy: string,
  isKnown: Promise<IsKnown>,
): Promise<Judgement> {
  const facts = forSubjects(factSql(source), subjectIds);
  const asked = sql.rows<Row>(verdictsSql(source, rules, facts), [subjectIds, asOf, policy]);
  // Together: where a connection is lost both fail, and a failure that nobody waits for ends the process.
  const [rows, known] = await Promise.all([asked, isKnown]);
  return read(source, rules, rows, known);
}

/** Asks rule by rule: what is wrong with one does not keep the others from being asked. */
async function askOneByOne(sql: Sql, question: Question, asOf: string, policy: string): Promise<Judgement> {
  const { source, rules } = question;
  const all: Judgement = { source, rules, findings: [], unknowns: [], dues: [], failures: [] };
  for (const rule of rules) {
    try {
      const alone = await sql.undoable(() => ask(sql, { ...question, rules: [rule] }, asOf, policy, knownStreams(sql)));
      all.findings.push(...alone.findings);
      all.unknowns.push(...alone.unknowns);
      all.dues.push(...alone.dues);
    } catch (error) {
      all.failures.push({ rule, message: messageOf(error) });
    }
  }
  return all;
}

/**
 * Judges subjects by the rules about them. Everything the rules see is as of the given instant. All is asked at once; if
 * a statement fails, each rule is tried alone: the guilty one is reported, the others proceed.
 */
export async function judgeAll(
  sql: Sql,
  questions: readonly Question[],
  asOf: string,
  policy: FactPolicy,
): Promise<Judgement[]> {
  if (questions.length === 0) return [];
  const json = policyJson(policy, asOf);
  try {
    return await sql.undoable(() => {
      const isKnown = knownStreams(sql);
      return Promise.all(questions.map((question) => ask(sql, question, asOf, json, isKnown)));
    });
  } catch {
    const judgements: Judgement[] = [];
    for (const question of questions) judgements.push(await askOneByOne(sql, question, asOf, json));
    return judgements;
  }
}

/** Judges subjects of one kind: the given ids, or all. */
export async function judge(
  sql: Sql,
  source: FactSource,
  rules: readonly CompiledRule[],
  subjectIds: readonly string[] | null,
  asOf: string,
  policy: FactPolicy,
): Promise<Judgement> {
  const [judgement] = await judgeAll(sql, [{ source, rules, subjectIds }], asOf, policy);
  return judgement as Judgement;
}
