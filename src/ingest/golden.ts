import type { DataSource } from 'typeorm';
import { type KindName, lanes } from '../domain/kinds.ts';
import { type DirtyMark, markDirty } from '../entities/mark-dirty.ts';
import { type Sql, transactionUnder } from '../entities/sql.ts';
import { completeRows } from './complete-rows.ts';
import { type FreshLink, linkRecords } from './crosswalk.ts';
import { writeDrift } from './drift.ts';
import { endRound, type FoldedPart, idOfChange, placeOf, type Touched } from './end-round.ts';
import { type Cause, causeOf, type FoldMark, markedRecords, markGolden, takeMarks } from './fold-marks.ts';
import { type FoldContext, freshOf, type Gathered, gather } from './gather.ts';
import { type GoldenRow, writeGolden } from './golden-rows.ts';
import type { Link } from './link.ts';
import { appendMovements } from './movement.ts';
import { entitiesOf, scopeLinks, storeLinks } from './store-links.ts';

// One fold per lane of a cell at a time, on whichever hub: golden records of a kind are written in one order. The first
// number of the advisory locks; the second is the lane.
const foldLock = 72;
const batchSize = 3000;

/** Stores the links that are not stored yet, seen in the legal entities that the fold has found. */
function storeFresh(sql: Sql, fresh: readonly FreshLink[], written: readonly Written[]): void {
  const rows = new Map(written.flatMap(({ rows }) => rows.map((row) => [row.id, row])));
  storeLinks(
    sql,
    fresh.map(({ link }) => {
      const row = rows.get(link.golden_id);
      return row === undefined ? link : { ...link, legal_entity_ids: entitiesOf(row) };
    }),
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

/** What was written of one kind, and which golden records rules have to look at because of it. */
interface Written extends FoldedPart {
  touched: Touched[];
}

function writePart(
  sql: Sql,
  gathered: Gathered,
  rows: readonly GoldenRow[],
  relinked: ReadonlySet<string>,
  causeFor: (goldenId: string) => Cause,
  now: string,
): Written {
  const { kind, ids, before, folded, drift } = gathered;
  const gone = ids.filter((id) => !folded.has(id));
  const changes = writeGolden(sql, kind, before, rows, gone);
  appendMovements(sql, kind.name, changes, causeFor);
  // Of unchanged rows too: a link may be new though it changed nothing.
  const changed = new Set(changes.map(idOfChange));
  scopeLinks(
    sql,
    kind,
    rows.filter(({ id }) => (before.has(id) && changed.has(id)) || relinked.has(id)),
  );
  const entityOf = new Map(rows.map((row) => [row.id, (row['legal_entity_id'] as number | null | undefined) ?? null]));
  const found = ids.map((goldenId) => ({
    goldenId,
    legalEntityId: entityOf.get(goldenId) ?? null,
    disagreements: folded.get(goldenId)?.disagreements ?? [],
  }));
  const drifted = writeDrift(sql, kind.name, drift, found, now, causeFor);
  const touched = [...new Set([...changed, ...drifted])].map((goldenId) => ({ kind: kind.name, goldenId }));
  return { gathered, rows, changes, touched };
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

  const later = new Set<Link>(linked.fresh.map(({ link }) => link));
  const relinked = new Set(linked.moved.filter((link) => !later.has(link)).map((link) => link.golden_id));
  const byKind = new Map<KindName, string[]>();
  for (const place of causes.keys()) {
    const [kind, id] = place.split(' ') as [KindName, string];
    const ids = byKind.get(kind);
    if (ids === undefined) byKind.set(kind, [id]);
    else ids.push(id);
  }
  const written: Written[] = [];
  const fresh = freshOf(linked.fresh, context.firm);
  for (const parts of await gather(sql, byKind, fresh, context)) {
    // Their scopes come from kinds that are written before them.
    const completed = await Promise.all(parts.map((part) => completeRows(sql, part)));
    for (const [place, part] of parts.entries()) {
      const causeFor = (goldenId: string) => causes.get(placeOf({ kind: part.kind.name, goldenId })) as Cause;
      written.push(writePart(sql, part, completed[place] ?? [], relinked, causeFor, now));
    }
  }
  const touched = written.flatMap((part) => part.touched);
  storeFresh(sql, linked.fresh, written);
  markDirty(sql, marksOf(touched, causes));
  const again = await endRound(sql, linked, written);
  markGolden(
    sql,
    again.map((mark) => ({ ...mark, cause: causes.get(placeOf(mark)) ?? causeOf(lastMark) })),
  );
}

/**
 * Folds what is marked in a lane: links changed source records, makes golden rows of them by the policy, writes drift,
 * movements and the rules' marks. Returns the number of marks worked off.
 */
export async function foldWaiting(database: DataSource, context: FoldContext, lane: number): Promise<number> {
  const folded = await transactionUnder(database, [foldLock, lane], async (sql, now) => {
    const marks = await takeMarks(sql, lanes[lane] ?? [], batchSize);
    if (marks.length === 0) return 0;
    await foldBatch(sql, marks, context, now);
    return marks.length;
  });
  return folded ?? 0;
}
