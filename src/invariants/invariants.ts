import type { DataSource } from 'typeorm';
import { type Sql, transaction } from '../entities/sql.ts';
import type { Recomputing } from '../rules/recompute.ts';
import { ask, type Checked } from './checked.ts';
import { auditChain, feedInvariants, type Heard, unionIsFeed } from './feed.ts';
import { histories } from './histories.ts';
import { type Acknowledged, acknowledgedIsKept, intakeInvariants } from './intake.ts';
import { judgedInvariants, openIsRecomputed } from './judged.ts';
import { moneyAddsUp } from './money.ts';
import { effectsAreSingle, outgoingInvariants } from './outgoing.ts';
import { nothingAcross } from './visibility.ts';

/** Where the invariants are asked. */
export interface Asked {
  hub: DataSource;
  reader: DataSource;
  cell: string;
  legalEntityIds: readonly number[];
  recomputing: Recomputing;
}

/** What whoever made trouble knows from outside of the hub. */
export interface Told {
  acknowledged?: readonly Acknowledged[];
  /** The intent of every effect that was seen at a target. */
  effects?: readonly string[];
  heard?: readonly Heard[];
}

/** What must hold of the tables at any time. Wants one snapshot for all that it reads (a repeatable read). */
export async function tableInvariants(sql: Sql, recomputing: Recomputing): Promise<Checked[]> {
  return [
    ...(await ask(sql, [...intakeInvariants, ...feedInvariants, ...outgoingInvariants, ...judgedInvariants])),
    await auditChain(sql),
    await histories(sql),
    await openIsRecomputed(sql, recomputing),
    await moneyAddsUp(sql),
  ];
}

/** Every invariant, of the tables as they are at one instant and of what was seen from outside. */
export async function checkInvariants(asked: Asked, told: Told = {}): Promise<Checked[]> {
  const { hub, reader, cell, legalEntityIds, recomputing } = asked;
  const inside = await transaction(hub, async (sql) => {
    await sql.run('set transaction isolation level repeatable read');
    const checked = await tableInvariants(sql, recomputing);
    if (told.acknowledged !== undefined) checked.push(await acknowledgedIsKept(sql, told.acknowledged));
    for (const each of told.heard ?? []) checked.push(await unionIsFeed(sql, each));
    return checked;
  });
  const effects = told.effects === undefined ? [] : [effectsAreSingle(told.effects)];
  return [...inside, ...effects, await nothingAcross(reader, cell, legalEntityIds)];
}
