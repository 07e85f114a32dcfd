import { type KindName, laneOf } from '../domain/kinds.ts';
import { cellLock, type Sql } from '../entities/sql.ts';
import { dependants, inheritors } from './children.ts';
import { completeRows } from './complete-rows.ts';
import type { Linked } from './crosswalk.ts';
import type { Gathered } from './gather.ts';
import type { GoldenChange, GoldenRow } from './golden-rows.ts';
import { lookUpRefs, waitingFor } from './resolve-refs.ts';
import { sharedToRecount } from './scope.ts';

/** A golden record of some kind. */
export interface Touched {
  kind: KindName;
  goldenId: string;
}

/** Part of a round: what it was made of, the rows as they were written, and which of them changed. */
export interface FoldedPart {
  gathered: Gathered;
  rows: readonly GoldenRow[];
  changes: readonly GoldenChange[];
}

// One round ends at a time, in whichever lane and on whichever hub. Its number is the first of the advisory locks.
const endLock = 81;

/** One key for a golden record. */
export const placeOf = ({ kind, goldenId }: Touched): string => `${kind} ${goldenId}`;

/** The id of what changed. */
export const idOfChange = ({ before, after }: GoldenChange): string => (after ?? before)?.id as string;

function scopeChanged({ before, after }: GoldenChange): boolean {
  return (
    before?.['legal_entity_id'] !== after?.['legal_entity_id'] || before?.['practice_id'] !== after?.['practice_id']
  );
}

const scopeText = (row: GoldenRow | undefined) =>
  JSON.stringify([row?.['legal_entity_id'], row?.['practice_id'], row?.['legal_entity_ids']]);

/** Whether the legal entity or practice of a kind depends on golden records that another lane writes. */
function scopedElsewhere({ name, scope, refs }: Gathered['kind']): boolean {
  if (typeof scope === 'string') return scope === 'shared';
  return scope.inherit.some((ref) => laneOf(refs[ref] as KindName) !== laneOf(name));
}

/** What was folded on the strength of something that another lane has changed meanwhile. */
async function outdated(sql: Sql, { gathered, rows }: FoldedPart): Promise<Touched[]> {
  const { kind, refs, resolved } = gathered;
  const elsewhere = refs.filter(({ target }) => laneOf(target.kind) !== laneOf(kind.name));
  const [meaning, now] = await Promise.all([
    lookUpRefs(sql, elsewhere),
    scopedElsewhere(kind) ? completeRows(sql, gathered) : rows,
  ]);
  const repointed = elsewhere.filter((ref) => meaning(ref) !== resolved.get(ref.goldenId)?.[ref.name]);
  const rescoped = now.filter((row, place) => scopeText(row) !== scopeText(rows[place]));
  return [...repointed.map(({ goldenId }) => goldenId), ...rescoped.map(({ id }) => id)].map((goldenId) => ({
    kind: kind.name,
    goldenId,
  }));
}

/**
 * Ends a round: returns the golden records that have to be folded again because of it. They point at what it linked or
 * left, take their scope from what it changed, or are its own and rest on what another lane has changed meanwhile.
 *
 * Lanes write side by side, so neither sees what the other is about to commit. Their ends come one after the other, each
 * until its commit: the later one sees all that the earlier one wrote, and asks both questions of it.
 */
export async function endRound(sql: Sql, linked: Linked, parts: readonly FoldedPart[]): Promise<Touched[]> {
  sql.send(`select pg_advisory_xact_lock(${cellLock(endLock)})`, []);
  const moved = parts.flatMap(({ gathered, changes }) =>
    changes.filter(scopeChanged).map((change) => ({ kind: gathered.kind.name, goldenId: idOfChange(change) })),
  );
  const [others, users, own] = await Promise.all([
    Promise.all([waitingFor(sql, linked.moved, linked.renamed), dependants(sql, linked.left), inheritors(sql, moved)]),
    Promise.all(parts.map(({ gathered, changes }) => sharedToRecount(sql, gathered.kind, changes))),
    Promise.all(parts.map((part) => outdated(sql, part))),
  ]);
  // What was folded in this round was folded after all that it points at in its own lane.
  const folded = new Set(
    parts.flatMap(({ gathered: { kind, ids } }) => ids.map((goldenId) => placeOf({ kind: kind.name, goldenId }))),
  );
  const again = [...others.flat().filter((each) => !folded.has(placeOf(each))), ...users.flat(), ...own.flat()];
  return [...new Map(again.map((each) => [placeOf(each), each])).values()];
}
