import type { DataSource } from 'typeorm';
import type { FieldChange, PushCommand } from '../domain/connector.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Values } from '../domain/record.ts';
import { appendFeed } from '../entities/append-feed.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { keepsGatesShut } from '../entities/system-ways.ts';
import { isBlocked } from './blocked.ts';
import type { DeliveryContext } from './deliver.ts';
import { markCorrection } from './outcome.ts';
import { capabilityOf } from './targets.ts';

interface SentStep {
  id: string;
  correction_id: string;
  correction_type: string;
  system: string;
  kind: KindName;
  action: PushCommand['action'];
  golden_id: string;
  label: string;
  level: string;
  fields: FieldChange[];
  target_key: string;
  correlation_id: string;
  legal_entity_id: number | null;
  attributes: Values | null;
  /** How long ago it was taken, or last asked to be read. */
  askedSecondsAgo: number;
  /** How long its proof may still take; null until it was asked for once more. */
  secondsLeft: number | null;
  /** Whether the target is still to be asked what it has, or has answered. */
  isBeingRead: boolean;
  wasRead: boolean;
}

/** Deliveries that the target has taken, or one of them, with what its record says by now. */
function sentSteps(sql: Sql, id: string | null = null): Promise<SentStep[]> {
  return sql.rows<SentStep & Record<string, unknown>>(
    `select o.id::text, o.correction_id, c.type as correction_type, o.system, s.kind, s.action, s.golden_id, s.label,
            s.level, s.fields, o.target_key, o.correlation_id, o.legal_entity_id, r.attributes,
            extract(epoch from clock_timestamp() - o.changed_at)::float8 as "askedSecondsAgo",
            extract(epoch from o.settle_until - clock_timestamp())::float8 as "secondsLeft",
            coalesce(h.state = 'new', false) as "isBeingRead",
            coalesce(h.state = 'done' or h.reason_code = 'GONE_AT_SOURCE', false) as "wasRead"
       from outbox o
       join correction c on c.id = o.correction_id
       join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
       left join source_record r on r.system = o.system and r.kind = s.kind and r.key = o.target_key and not r.deleted
       left join lateral (
         select i.state, i.reason_code from inbox i
          where i.correlation_id = o.correlation_id and i.type = 'hint' and i.causation_id = 'outbox:' || o.id
          order by i.id desc limit 1) h on true
      where o.state = 'sent' and ($1::bigint is null or o.id = $1) order by o.id`,
    [id],
  );
}

const rereadSeconds = 2;

const agrees = (attributes: Values | null, { field, after }: FieldChange): boolean =>
  (attributes?.[field] ?? null) === after;

function arrived({ fields, attributes }: SentStep): boolean {
  return attributes !== null && fields.every((each) => agrees(attributes, each));
}

/** The invoices on which a billing event stands: whoever follows them wants to know that it is held or free again. */
async function tellInvoices(sql: Sql, step: SentStep): Promise<void> {
  if (step.action !== 'hold' && step.action !== 'release') return;
  const invoices = await sql.rows<{ id: string; number: string | null; contract_id: string | null }>(
    `select distinct i.id, i.number, i.contract_id
       from invoice_allocation a
       join invoice_line l on l.id = a.invoice_line_id and not l.deleted
       join invoice i on i.id = l.invoice_id and not i.deleted
      where a.billing_event_id = $1 and not a.deleted`,
    [step.golden_id],
  );
  const held = step.action === 'hold';
  await appendFeed(
    sql,
    invoices.map(({ id, number, contract_id }) => ({
      type: held ? 'invoice.held' : 'invoice.released',
      aggregate: 'outbox',
      aggregateId: id,
      aggregateVersion: Number(step.id),
      legalEntityId: step.legal_entity_id,
      payload: {
        invoiceId: id,
        invoiceNumber: number,
        contractId: contract_id,
        system: step.system,
        level: step.level,
        correctionId: step.correction_id,
      },
      correlationId: step.correlation_id,
      causationId: `outbox:${step.id}`,
    })),
  );
}

async function confirmStep(sql: Sql, step: SentStep): Promise<number> {
  const changed = await sql.run(
    `update outbox o set state = 'confirmed', changed_at = clock_timestamp() where o.id = $1 and o.state = 'sent'`,
    [step.id],
  );
  if (changed === 0) return 0;
  await tellInvoices(sql, step);
  await markCorrection(sql, step.correction_id);
  return 1;
}

/**
 * What to do about a delivery that was taken and of which no proof has been read: the read came too early or got lost, or
 * somebody has changed the record since. It is asked for less and less often, until there has been time enough.
 */
function missingProof({ isBeingRead, wasRead, askedSecondsAgo, secondsLeft }: SentStep, within: number) {
  if (isBeingRead) return 'wait';
  const passed = secondsLeft === null ? 0 : within - secondsLeft;
  // Of a target that can't be read, nobody knows what it has.
  if (passed >= within && wasRead) return 'give up';
  return askedSecondsAgo < Math.max(rereadSeconds, passed / 4) ? 'wait' : 'read again';
}

/** Asks the target once more what it has. */
async function readAgain(
  database: DataSource,
  { readBack }: DeliveryContext,
  step: SentStep,
  stream: string,
  within: number,
): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      `update outbox o
          set changed_at = clock_timestamp(),
              settle_until = coalesce(o.settle_until, clock_timestamp() + make_interval(secs => $2))
        where o.id = $1 and o.state = 'sent'`,
      [step.id, within],
    ),
  );
  await readBack(step.system, stream, step.target_key, step.correlation_id, `outbox:${step.id}`);
}

function whatIsThere({ attributes, fields }: SentStep): string {
  if (attributes === null) return 'there is no such record when it is read';
  const differ = fields.filter((each) => !agrees(attributes, each)).map(({ field }) => field);
  return `what is read differs in ${differ.join(', ')}`;
}

/** Gives a delivery to a person that was taken and is not proved by what is read, unless what was read is still to be applied. */
function giveUp(database: DataSource, { id }: SentStep): Promise<void> {
  return transaction(database, async (sql) => {
    // Its proof may have come since it was looked for.
    const [step] = await sentSteps(sql, id);
    if (step === undefined || arrived(step)) return;
    const changed = await sql.run(
      `update outbox o
          set state = 'needs_human', changed_at = clock_timestamp(), settle_until = null, detail = $2
        where o.id = $1 and o.state = 'sent' and not exists (
          select from inbox i where i.correlation_id = o.correlation_id and i.state = 'new')`,
      [id, `the target took it, but ${whatIsThere(step)}`],
    );
    if (changed > 0) await markCorrection(sql, step.correction_id);
  });
}

async function seekProof(database: DataSource, context: DeliveryContext, step: SentStep): Promise<void> {
  const target = context.targets.get(step.system);
  const stream = target === undefined ? undefined : capabilityOf(target, step.kind, step.action)?.stream;
  if (target === undefined || stream === undefined) return;
  const within = context.timing.deliveredWithinSeconds[target.role];
  const next = missingProof(step, within);
  if (next === 'read again') await readAgain(database, context, step, stream, within);
  else if (next === 'give up') await giveUp(database, step);
}

/** Whether anything has been sent, or waits for something else than its turn. */
export async function anyUnderWay(database: DataSource): Promise<boolean> {
  const found = await withConnection(database, (sql) =>
    sql.row(
      `select 1 from outbox o
        where o.state in ('waiting', 'sending', 'sent', 'unknown') or o.state = 'ready' and o.doubted_at is not null limit 1`,
    ),
  );
  return found !== undefined;
}

/** Confirms what the target's own record proves, after it has come back through the front door. Returns how many. */
export async function confirmSent(database: DataSource, context: DeliveryContext): Promise<number> {
  const sent = await withConnection(database, (sql) => sentSteps(sql));
  let confirmed = 0;
  for (const step of sent) {
    if (arrived(step)) confirmed += await transaction(database, (sql) => confirmStep(sql, step));
    else await seekProof(database, context, step);
  }
  return confirmed;
}

/** Asks whether an invoice may go out, by the same rules that block it. */
export type MayRelease = (invoiceId: string) => Promise<boolean>;

/** Lets releases go whose correction is otherwise confirmed and whose invoice has nothing left that blocks it. */
export async function openGates(database: DataSource, mayRelease: MayRelease): Promise<number> {
  const waiting = await withConnection(database, (sql) =>
    sql.rows<{ id: string; invoice_id: string }>(
      `select o.id::text, s.gate_invoice_id as invoice_id
         from outbox o join correction_step s on s.correction_id = o.correction_id and s.number = o.step_number
        where o.state = 'waiting'
          and not exists (
            select from outbox p where p.correction_id = o.correction_id and p.state not in ('waiting', 'confirmed'))
          and not ${keepsGatesShut('o.system')}
          -- Whoever follows the invoice is told that the reason is gone before being told that the hold is.
          and not ${isBlocked('s.gate_invoice_id')}`,
    ),
  );
  let opened = 0;
  for (const { id, invoice_id } of waiting) {
    if (!(await mayRelease(invoice_id))) continue;
    opened += await withConnection(database, (sql) =>
      sql.run(
        `with opened as (
           update outbox o set state = 'ready', changed_at = clock_timestamp(), ready_at = clock_timestamp()
            where o.id = $1 and o.state = 'waiting'
           returning o.correction_id, o.correlation_id
         )
         insert into dirty (kind, golden_id, correlation_id)
         select 'correction', p.correction_id, p.correlation_id from opened p`,
        [id],
      ),
    );
  }
  return opened;
}
