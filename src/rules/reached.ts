import type { SubjectKind } from '../domain/subject-kind.ts';
import type { Sql } from '../entities/sql.ts';
import { factSources } from './fact-catalogue.ts';
import { type FactSource, itself } from './fact-source.ts';

/** Something that has changed, and the event that changed it. */
export interface Mark {
  kind: SubjectKind;
  golden_id: string;
  correlation_id: string;
  causation_id: string | null;
}

/** The event that made a subject be judged. */
export interface Cause {
  correlationId: string;
  causationId: string | null;
}

type Subject = { about: SubjectKind; id: string };
type Causes = Map<string, Cause>;

const texts = new Map<SubjectKind, string>();

/** One query from changed records of a kind to the subjects of every other kind that they reach; empty if to none. */
function touchSql(kind: SubjectKind): string {
  const known = texts.get(kind);
  if (known !== undefined) return known;
  const parts = factSources.flatMap(({ kind: about, touches }) => {
    const touch = touches[kind];
    return touch === undefined || touch === itself ? [] : `select '${about}' as about, r.id from (${touch}) r`;
  });
  const text = parts.join(' union ');
  texts.set(kind, text);
  return text;
}

async function touched(sql: Sql, kind: SubjectKind, marks: readonly Mark[]): Promise<Subject[]> {
  const text = touchSql(kind);
  if (text === '') return [];
  return sql.rows<Subject>(text, [[...new Set(marks.map((mark) => mark.golden_id))]]);
}

function groupedBy<Key>(marks: readonly Mark[], keyOf: (mark: Mark) => Key): Map<Key, Mark[]> {
  const groups = new Map<Key, Mark[]>();
  for (const mark of marks) groups.set(keyOf(mark), [...(groups.get(keyOf(mark)) ?? []), mark]);
  return groups;
}

const causeOf = ({ correlation_id, causation_id }: Mark): Cause => ({
  correlationId: correlation_id,
  causationId: causation_id,
});

/**
 * The subjects that marks of one kind reach, by kind of subject, each with its cause. Whom they reach by way of others
 * belongs to the event of the mark that does, so that is asked event by event.
 */
async function reachedFrom(sql: Sql, kind: SubjectKind, marks: readonly Mark[]): Promise<Map<SubjectKind, Causes>> {
  const own = new Map(marks.map((mark) => [mark.golden_id, causeOf(mark)]));
  const isOwn = ({ about, id }: Subject) => about === kind && own.has(id);
  const reached = new Map<SubjectKind, Causes>();
  const found = await touched(sql, kind, marks);
  const add = ({ about, id }: Subject, cause: Cause) =>
    reached.set(about, (reached.get(about) ?? new Map<string, Cause>()).set(id, cause));
  const events = found.every(isOwn) ? [] : [...groupedBy(marks, (mark) => mark.correlation_id).values()];
  for (const event of events) {
    const subjects = events.length === 1 ? found : await touched(sql, kind, event);
    for (const subject of subjects) add(subject, causeOf(event.at(-1) as Mark));
  }
  const judgesItself = factSources.some((source) => source.kind === kind && source.touches[kind] === itself);
  const themselves = judgesItself ? [...own.keys()].map((id) => ({ about: kind, id })) : found.filter(isOwn);
  for (const subject of themselves) add(subject, own.get(subject.id) as Cause);
  return reached;
}

/** The subjects that marks reach, each with the event of the mark that reached it. */
export async function subjectsReached(sql: Sql, marks: readonly Mark[]): Promise<(source: FactSource) => Causes> {
  const byKind = new Map<SubjectKind, Map<SubjectKind, Causes>>();
  for (const [kind, of] of groupedBy(marks, (mark) => mark.kind)) {
    byKind.set(kind, await reachedFrom(sql, kind, of));
  }
  return ({ kind: about, touches }) =>
    new Map((Object.keys(touches) as SubjectKind[]).flatMap((kind) => [...(byKind.get(kind)?.get(about) ?? [])]));
}
