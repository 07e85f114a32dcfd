import type { DataSource } from 'typeorm';
import type { Kind } from '../domain/kind.ts';
import { refColumn } from '../domain/kind.ts';
import type { KindName } from '../domain/kinds.ts';
import { type DirtyMark, markDirty } from '../entities/mark-dirty.ts';
import { type Sql, transactionUnder } from '../entities/sql.ts';
import { dependants, inheritors } from './children.ts';
import { linkRecords } from './crosswalk.ts';
import { writeDrift } from './drift.ts';
import { type Cause, causeOf, type FoldMark, markedRecords, markGolden, takeMarks } from './fold-marks.ts';
import { type FoldContext, type Gathered, gather } from './gather.ts';
import { type GoldenChange, type GoldenRow, writeGolden } from './golden-rows.ts';
import { appendMovements } from './movement.ts';
import { waitingFor } from './resolve-refs.ts';
import { entitiesUsing, parentScopes, type Scope, scopeOf, sharedToRecount } from './scope.ts';

// One fold per cell at a time, on whichever hub: golden records are written in one order, so that links, refs and
// inherited scopes can't miss each other. Its number is the first of the advisory locks.
const foldLock = 72;
const batchSize = 3000;

type Touched = { kind: KindName; goldenId: string };

const placeOf = ({ kind, goldenId }: Touched) => `${kind} ${goldenId}`;

/** The rows of one kind with refs and scope filled in. */
async function completeRows(sql: Sql, { kind, folded, resolved }: Gathered): Promise<GoldenRow[]> {
  const rows = [...folded].map(([id, { row }]): GoldenRow => {
    const found = Object.entries(resolved.get(id) ?? {}).map(([name, target]) => [refColumn(name), target]);
    return { id, ...row, ...Object.fromEntries(found) };
  });
  if (kind.scope === 'public') return rows;
  if (kind.scope === 'shared') {
    const entities = await entitiesUsing(sql, kind.name, [...folded.keys()]);
    return rows.map((row) => ({ ...row, legal_entity_ids: entities.get(row.id) ?? [] }));
  }
  const parents = await parentScopes(sql, kind, rows);
  return rows.map((row) => {
    const own = folded.get(row.id)?.scope;
    const scope: Scope = { legal_entity_id: own?.legalEntityId ?? null, practice_id: own?.practiceId ?? null };
    return { ...row, ...scopeOf(kind, row, scope, parents) };
  });
}

function scopeChanged({ before, after }: GoldenChange): boolean {
  return (
    before?.['legal_entity_id'] !== after?.['legal_entity_id'] || before?.['practice_id'] !== after?.['practice_id']
  );
}

const idOfChange = ({ before, after }: GoldenChange) => (after ?? before)?.id as string;

/** What a reader may see of the links is what it may see of the golden record. */
function scopeLinks(sql: Sql, kind: Kind, golden: readonly GoldenRow[]): void {
  if (golden.length === 0) return;
  const rows = golden.map((row) => {
    const entity = row['legal_entity_id'];
    return { id: row.id, entities: row['legal_entity_ids'] ?? (typeof entity === 'number' ? [entity] : []) };
  });
  sql.send(
    `update crosswalk c set legal_entity_ids = i.entities
       from jsonb_to_recordset($1::jsonb) as i (id uuid, entities int[])
      where c.golden_id = i.id and c.kind = $2 and c.legal_entity_ids <> i.entities`,
    [JSON.stringify(rows), kind.name],
  );
}

/** The rules' marks on what was touched: a first load leaves none. */
function marksOf(touched: readonly Touched[], causes: ReadonlyMap<string, Cause>): DirtyMark[] {
  return touched.flatMap(({ kind, goldenId }) => {
    const cause = causes.get(placeOf({ kind, goldenId }));
    if (cause === undefined || cause.baseline) return [];
    const { correlationId, causationId } = cause;
    return [{ kind, id: goldenId, correlationId, causationId }];
  });
}

/** What was written of one kind, and what else has to look again because of it. */
interface Written {
  touched: Touched[];
  cascade: Promise<Touched[][]>;
}

function writePart(
  sql: Sql,
  { kind, ids, before, folded, drift }: Gathered,
  rows: readonly GoldenRow[],
  relinked: ReadonlySet<string>,
  causeFor: (goldenId: string) => Cause,
  now: string,
): Written {
  const gone = ids.filter((id) => !folded.has(id));
  const changes = writeGolden(sql, kind, before, rows, gone);
  appendMovements(sql, kind.name, changes, causeFor);
  // Of unchanged rows too: a link may be new though it changed nothing.
  const changed = new Set(changes.map(idOfChange));
  scopeLinks(
    sql,
    kind,
    rows.filter(({ id }) => changed.has(id) || relinked.has(id)),
  );
  const entityOf = new Map(rows.map((row) => [row.id, (row['legal_entity_id'] as number | null | undefined) ?? null]));
  const found = ids.map((goldenId) => ({
    goldenId,
    legalEntityId: entityOf.get(goldenId) ?? null,
    disagreements: folded.get(goldenId)?.disagreements ?? [],
  }));
  const drifted = writeDrift(sql, kind.name, drift, found, now, causeFor);
  const moved = changes.filter(scopeChanged).map((change) => ({ kind: kind.name, goldenId: idOfChange(change) }));
  const cascade = Promise.all([inheritors(sql, moved), sharedToRecount(sql, kind, changes)]);
  // Whoever fails before waiting for it tells of the failure itself.
  cascade.catch(() => undefined);
  return {
    touched: [...new Set([...changed, ...drifted])].map((goldenId) => ({ kind: kind.name, goldenId })),
    cascade,
  };
}

/** The cause of each golden record to fold: that of the last mark that touched it. */
function causesOf(touched: readonly (Touched & { mark: FoldMark })[]): Map<string, Cause> {
  const causes = new Map<string, Cause>();
  for (const entry of touched) {
    const known = causes.get(placeOf(entry));
    const cause = causeOf(entry.mark);
    // A live change among a first load's is still news.
    causes.set(placeOf(entry), { ...cause, baseline: cause.baseline && (known?.baseline ?? true) });
  }
  return causes;
}

async function foldBatch(sql: Sql, marks: readonly FoldMark[], context: FoldContext, now: string): Promise<void> {
  const linked = await linkRecords(sql, markedRecords(marks), context.policy, context.firm);
  // What can't be traced to one mark is put down to a live one where there is one: judging too much does no harm.
  const lastMark = (marks.findLast((mark) => !mark.baseline) ?? marks.at(-1)) as FoldMark;
  const byRecord = new Map(marks.map((mark) => [`${mark.kind} ${mark.system} ${mark.key}`, mark]));
  const markOf = (kind: string, system: string, key: string) => byRecord.get(`${kind} ${system} ${key}`) ?? lastMark;
  const owners = new Map(linked.moved.map((link) => [placeOf({ kind: link.kind, goldenId: link.golden_id }), link]));

  const direct = marks.flatMap((mark) =>
    mark.golden_id === null ? [] : [{ kind: mark.kind, goldenId: mark.golden_id, mark }],
  );
  const through = marks.flatMap((mark) => {
    const goldenId = linked.goldenIdOf(mark);
    return goldenId === undefined ? [] : [{ kind: mark.kind, goldenId, mark }];
  });
  const others = [...linked.touched, ...linked.left].map((touched) => {
    const link = owners.get(placeOf(touched));
    return { ...touched, mark: link === undefined ? lastMark : markOf(link.kind, link.system, link.key) };
  });
  const causes = causesOf([...others, ...direct, ...through]);

  const relinked = new Set(linked.moved.map((link) => link.golden_id));
  const byKind = new Map<KindName, string[]>();
  for (const place of causes.keys()) {
    const [kind, id] = place.split(' ') as [KindName, string];
    const ids = byKind.get(kind);
    if (ids === undefined) byKind.set(kind, [id]);
    else ids.push(id);
  }
  const [gathered, ...cascades] = await Promise.all([
    gather(sql, byKind, context),
    dependants(sql, linked.left),
    waitingFor(sql, linked.moved, linked.renamed),
  ]);
  const touched: Touched[] = [];
  const asked: Promise<Touched[][]>[] = [];
  for (const parts of gathered) {
    // Their scopes come from kinds that are written before them.
    const completed = await Promise.all(parts.map((part) => completeRows(sql, part)));
    for (const [place, part] of parts.entries()) {
      const causeFor = (goldenId: string) => causes.get(placeOf({ kind: part.kind.name, goldenId })) as Cause;
      const written = writePart(sql, part, completed[place] ?? [], relinked, causeFor, now);
      touched.push(...written.touched);
      asked.push(written.cascade);
    }
  }
  markDirty(sql, marksOf(touched, causes));
  cascades.push(...(await Promise.all(asked)).flat());
  const again = new Map(cascades.flat().map((mark) => [placeOf(mark), mark]));
  markGolden(
    sql,
    [...again.values()].map((mark) => ({ ...mark, cause: causes.get(placeOf(mark)) ?? causeOf(lastMark) })),
  );
}

/**
 * Folds what is marked: links changed source records, makes golden rows of them by the policy, writes drift, movements
 * and the rules' marks. Returns the number of marks worked off.
 */
export async function foldWaiting(database: DataSource, context: FoldContext): Promise<number> {
  const folded = await transactionUnder(database, foldLock, async (sql, now) => {
    const marks = await takeMarks(sql, batchSize);
    if (marks.length === 0) return 0;
    await foldBatch(sql, marks, context, now);
    return marks.length;
  });
  return folded ?? 0;
}
