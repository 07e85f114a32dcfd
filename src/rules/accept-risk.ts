import { randomUUID } from 'node:crypto';
import { HubError } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import { type AcceptedRisk, endRisks, uncovered, uncoveredWords } from './accepted-risk.ts';
import { type ActedException, lockVisible, writeAct } from './exception-acts.ts';
import type { WorkPolicy } from './work-policy.ts';

/** Whoever asks for an acceptance, decides on one or takes it back. */
export interface RiskActor {
  id: string;
  legalEntityIds: readonly number[];
  /** Whether it may let go what a rule blocks. */
  mayCoverBlocks: boolean;
}

/** A risk that somebody asks to be accepted, until an instant (ISO 8601). */
export interface RiskRequest {
  exceptionId: string;
  expectedVersion: number;
  reason: string;
  expiresAt: string;
}

/** A decision on a risk. */
export interface RiskDecision {
  id: string;
  expectedVersion: number;
  comment: string | undefined;
}

interface Acceptance extends AcceptedRisk {
  exception_id: string;
  state: string;
  maker: string;
  version: number;
}

// A risk that is accepted for longer is nobody's risk any more.
const mostDays = 366;
const mostReason = 2000;

async function lockOne(sql: Sql, id: string, { legalEntityIds }: RiskActor): Promise<ActedException> {
  const [row] = await lockVisible(sql, [id], legalEntityIds);
  if (row === undefined) throw new HubError('NOT_FOUND');
  return row;
}

function demandReason(reason: string): void {
  if (reason.trim() === '') throw new HubError('BAD_USER_INPUT', 'reason: say why');
  if (reason.length > mostReason) throw new HubError('BAD_USER_INPUT', `reason: at most ${mostReason} characters`);
}

async function demandTerm(sql: Sql, expiresAt: string): Promise<void> {
  const term = await sql.row<{ fits: boolean }>(
    `select $1::timestamptz > clock_timestamp()
        and $1::timestamptz <= clock_timestamp() + make_interval(days => $2) as fits`,
    [expiresAt, mostDays],
  );
  if (term?.fits === true) return;
  throw new HubError('BAD_USER_INPUT', `expiresAt: must be to come, and within ${mostDays} days`);
}

/** Asks for the risk of an exception to be accepted as it stands now. Returns the id of what has been asked for. */
export async function requestAcceptance(sql: Sql, request: RiskRequest, by: RiskActor): Promise<string> {
  const { exceptionId, expectedVersion, reason, expiresAt } = request;
  demandReason(reason);
  await demandTerm(sql, expiresAt);
  const row = await lockOne(sql, exceptionId, by);
  if (row.status === 'closed') throw new HubError('CONFLICT', 'the exception is closed');
  if (row.version !== expectedVersion) throw new HubError('STALE_VERSION');
  const pending = await sql.row<{ state: string }>(
    'select a.state from risk_acceptance a where a.exception_id = $1 and a.ended_at is null',
    [exceptionId],
  );
  if (pending !== undefined) throw new HubError('CONFLICT', `the risk is ${pending.state} already`);
  const id = randomUUID();
  await sql.run(
    `insert into risk_acceptance (id, exception_id, state, reason, maker, amount, currency, invoice_id, expires_at,
                                  requested_at, legal_entity_id, correlation_id)
     values ($1, $2, 'requested', $3, $4, $5, $6, $7, $8, clock_timestamp(), $9, $10)`,
    [
      id,
      exceptionId,
      reason,
      by.id,
      row.amount,
      row.currency,
      row.invoice_id,
      expiresAt,
      row.legal_entity_id,
      row.correlation_id,
    ],
  );
  await writeAct(sql, row, { type: 'risk_requested', comment: reason, detail: { acceptanceId: id, expiresAt } }, by.id);
  return id;
}

/** Locks an acceptance and its exception, the exception first: so does everybody. */
async function lockAcceptance(
  sql: Sql,
  { id, expectedVersion }: RiskDecision,
  by: RiskActor,
  states: readonly string[],
): Promise<{ row: ActedException; acceptance: Acceptance }> {
  const place = await sql.row<{ exception_id: string }>(
    'select a.exception_id from risk_acceptance a where a.id = $1',
    [id],
  );
  if (place === undefined) throw new HubError('NOT_FOUND');
  const row = await lockOne(sql, place.exception_id, by);
  const acceptance = (await sql.row<Acceptance & Record<string, unknown>>(
    `select a.id, a.exception_id, a.state, a.maker, a.version, a.amount, a.currency, a.invoice_id, a.covers_block,
            a.expires_at
       from risk_acceptance a where a.id = $1 for update`,
    [id],
  )) as Acceptance;
  if (acceptance.version !== expectedVersion) throw new HubError('STALE_VERSION');
  if (!states.includes(acceptance.state)) throw new HubError('CONFLICT', `the risk is ${acceptance.state} already`);
  return { row, acceptance };
}

async function recordDecision(
  sql: Sql,
  { row, acceptance }: { row: ActedException; acceptance: Acceptance },
  decision: 'accepted' | 'rejected',
  comment: string | undefined,
  by: RiskActor,
): Promise<void> {
  if (by.id === acceptance.maker) throw new HubError('MAKER_IS_APPROVER');
  await sql.run(
    `insert into risk_decision (acceptance_id, maker, approver, decision, comment, legal_entity_id, at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
    [acceptance.id, acceptance.maker, by.id, decision, comment ?? null, row.legal_entity_id],
  );
}

/**
 * Accepts a risk that somebody else has asked for. What a rule blocks is let go only by who may. Throws CONFLICT where
 * what is at stake is not what was asked for any more.
 */
export async function acceptRisk(sql: Sql, decision: RiskDecision, by: RiskActor, work: WorkPolicy): Promise<void> {
  const locked = await lockAcceptance(sql, decision, by, ['requested']);
  const { row, acceptance } = locked;
  const blocks = row.effect === 'block';
  if (blocks && !by.mayCoverBlocks) {
    throw new HubError('FORBIDDEN', 'this blocks an invoice, which needs the right accept:blocks');
  }
  const found = { amount: row.amount, currency: row.currency, invoiceId: row.invoice_id, blocks };
  const materiality = work.materialityOf(row.legal_entity_id, row.currency);
  const gap = uncovered({ ...acceptance, covers_block: by.mayCoverBlocks }, found, materiality);
  if (gap !== undefined) throw new HubError('CONFLICT', `${uncoveredWords[gap]}; ask for it anew`);
  await demandTerm(sql, acceptance.expires_at);
  await recordDecision(sql, locked, 'accepted', decision.comment, by);
  await sql.run(
    `update risk_acceptance a
        set state = 'accepted', accepted_at = clock_timestamp(), covers_block = $2, version = a.version + 1
      where a.id = $1`,
    [acceptance.id, by.mayCoverBlocks],
  );
  const detail = { acceptanceId: acceptance.id, expiresAt: acceptance.expires_at, maker: acceptance.maker };
  await writeAct(sql, row, { type: 'risk_accepted', status: 'accepted', comment: decision.comment, detail }, by.id);
}

/** Refuses a risk that somebody else has asked for. */
export async function rejectRisk(sql: Sql, decision: RiskDecision, by: RiskActor): Promise<void> {
  const locked = await lockAcceptance(sql, decision, by, ['requested']);
  const { row, acceptance } = locked;
  await recordDecision(sql, locked, 'rejected', decision.comment, by);
  await sql.run(
    `update risk_acceptance a
        set state = 'rejected', ended_at = clock_timestamp(), ended_because = 'rejected', version = a.version + 1
      where a.id = $1`,
    [acceptance.id],
  );
  const detail = { acceptanceId: acceptance.id, maker: acceptance.maker };
  await writeAct(sql, row, { type: 'risk_rejected', comment: decision.comment, detail }, by.id);
}

/** Takes back what was asked for, or accepted: then the exception is open again. */
export async function withdrawRisk(sql: Sql, decision: RiskDecision, by: RiskActor): Promise<void> {
  const { row, acceptance } = await lockAcceptance(sql, decision, by, ['requested', 'accepted']);
  await endRisks(sql, [row.id], 'withdrawn');
  const { comment } = decision;
  const detail = { acceptanceId: acceptance.id };
  await writeAct(sql, row, { type: 'risk_withdrawn', comment, detail }, by.id);
  if (acceptance.state === 'accepted') await reopen(sql, row, 'the accepted risk was taken back', by.id);
}

/** Opens an accepted exception again, and says why. */
export async function reopen(sql: Sql, row: ActedException, because: string, actor: string): Promise<void> {
  const sentence = `Open again, ${because}: ${row.sentence}`;
  await writeAct(
    sql,
    row,
    { type: 'reopened', status: 'open', comment: because, detail: { because, sentence } },
    actor,
  );
}
