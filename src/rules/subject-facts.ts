import { HubError } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import { factSourceOf, factSources, factsOf } from './fact-catalogue.ts';
import { readFacts } from './fact-query.ts';
import type { FactColumn, FactSource } from './fact-source.ts';
import { inWords } from './fact-values.ts';
import { asOfStep, type JudgeContext } from './judge-subjects.ts';
import { type LateStream, lateStreams, waitsOf } from './waits.ts';

/** A fact that rules about a kind of record may use. */
export interface DeclaredFact extends FactColumn {
  kind: string;
  name: string;
}

/** A fact of one record. `value` is null where it is not known, and `waitsFor` then says which streams are late. */
export interface KnownFact extends DeclaredFact {
  value: string | null;
  words: string;
  waitsFor: LateStream[];
}

function declaredBy(source: FactSource): DeclaredFact[] {
  return Object.entries(factsOf(source)).map(([name, column]) => ({ ...column, kind: source.kind, name }));
}

/** The facts that rules may use, about records of one kind or of all. */
export function declaredFacts(kind?: string): DeclaredFact[] {
  return factSources.filter((source) => kind === undefined || source.kind === kind).flatMap(declaredBy);
}

function demandHistory({ own, kind }: FactSource, instant: string | undefined): void {
  if (own === undefined || instant === undefined) return;
  throw new HubError('BAD_USER_INPUT', `asOf: no history is kept of a ${kind}`);
}

/**
 * Every fact of one record at an instant, or now, as far as the connection may see; undefined where it sees no such
 * record or no rule can be about its kind. Throws BAD_USER_INPUT where an instant is given and no history is kept.
 */
export async function factsAbout(
  sql: Sql,
  kind: string,
  id: string,
  { policy, asOfStepSeconds }: JudgeContext,
  instant?: string,
): Promise<KnownFact[] | undefined> {
  const source = factSourceOf(kind);
  if (source === undefined) return undefined;
  demandHistory(source, instant);
  const clock = await sql.row<{ now: string }>('select clock_timestamp() as now');
  const asOf = instant ?? asOfStep(clock?.now as string, asOfStepSeconds);
  const [subject] = await readFacts(sql, source, [], [id], asOf, policy);
  if (subject === undefined) return undefined;
  const { facts, row } = subject;
  const known: KnownFact[] = [];
  for (const declared of declaredBy(source)) {
    const value = facts[declared.name] ?? null;
    known.push({
      ...declared,
      value: value === null ? null : String(value),
      words: inWords(value, declared, row.currency),
      waitsFor:
        value === null ? await lateStreams(sql, row.legal_entity_id, waitsOf(source, [declared.name], facts)) : [],
    });
  }
  return known;
}
