import type { DataSource } from 'typeorm';
import { type ErrorCode, HubError } from '../domain/errors.ts';
import type { FileMappings } from '../domain/file-mapping.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { reasonOf } from './apply-messages.ts';
import { atOnce, type Intake } from './at-once.ts';
import type { CsvRow } from './csv-rows.ts';
import { claimRows, countRows, type FileLoad, repeatedRows } from './file-load.ts';
import type { Manifest } from './file-manifest.ts';
import { appendRecords, contentHash, type InboxContext, type InboxRecord } from './inbox.ts';
import type { Interpreter, ReceivedMessage } from './interpret.ts';
import { identityOfRow, type RowMessage } from './map-row.ts';

/** What rows are taken in with. */
export interface RowIntake {
  database: DataSource;
  system: string;
  mappings: FileMappings;
  interpret: Interpreter;
}

interface ParkedRow {
  key: string | null;
  version: string | null;
  raw: string;
  code: ErrorCode;
  reason: string;
}

interface ReadRow {
  row: number;
  record: InboxRecord;
}

function messageOf({ row, line, columns, cells }: CsvRow, { mapping, producedAt }: Manifest): RowMessage {
  const read = { mapping, row, line, producedAt };
  return columns === undefined ? { ...read, columns: {}, cells } : { ...read, columns };
}

/** Reads a row as the drain will, so that whoever dropped the file hears at once what is wrong with it. */
function tried({ system, interpret }: RowIntake, record: InboxRecord, load: FileLoad): unknown {
  const message: ReceivedMessage = {
    id: '0',
    received_at: record.observedAt,
    system,
    stream: record.stream,
    key: record.key,
    version: record.version,
    observed_at: record.observedAt,
    raw: Buffer.from(record.raw),
    part: 0,
    origin: 'file',
    content_hash: '',
    baseline: load.baseline,
    correlation_id: load.correlation_id,
  };
  try {
    interpret(message);
    return undefined;
  } catch (error) {
    return error;
  }
}

function readRow(intake: RowIntake, manifest: Manifest, load: FileLoad, row: CsvRow): ReadRow | ParkedRow {
  const message = messageOf(row, manifest);
  const raw = JSON.stringify(message);
  let identity: { key: string; version: string };
  try {
    identity = identityOfRow(message, intake.mappings);
  } catch (error) {
    return { key: null, version: null, raw, ...reasonOf(error) };
  }
  const record = { stream: manifest.stream, ...identity, observedAt: manifest.producedAt, raw };
  const error = tried(intake, record, load);
  if (error === undefined) return { row: row.row, record };
  const { code, reason } = reasonOf(error);
  const place = `row ${row.row} (line ${row.line})`;
  return { ...identity, raw, code, reason: reason.startsWith(place) ? reason : `${place}: ${reason}` };
}

async function park(sql: Sql, context: InboxContext, { stream, producedAt }: Manifest, rows: readonly ParkedRow[]) {
  if (rows.length === 0) return;
  await sql.run(
    `insert into inbox (received_at, system, stream, type, origin, key, version, observed_at, raw, content_hash, stripe,
                        state, baseline, reason_code, reason, correlation_id, causation_id)
     select clock_timestamp(), $2, $3, 'record', 'file', i.key, i.version, $4, convert_to(i.raw, 'UTF8'),
            decode(i.hash, 'hex'), 0, 'parked', $5, i.code, i.reason, $6, $7
       from jsonb_to_recordset($1::jsonb) as i (key text, version timestamptz, raw text, hash text, code text,
                                                reason text)`,
    [
      JSON.stringify(rows.map((row) => ({ ...row, hash: contentHash(row.raw) }))),
      context.system,
      stream,
      producedAt,
      context.baseline ?? false,
      context.correlationId,
      context.causationId,
    ],
  );
}

/** Rows that say again what an earlier row of the file said of the same version of the same record. */
async function withoutRepeats(sql: Sql, load: FileLoad, read: readonly ReadRow[]): Promise<[ReadRow[], ParkedRow[]]> {
  const keys = read.map(({ row, record }) => ({ row, key: `${record.key}\n${record.version}` }));
  const earlier = await repeatedRows(sql, load.id, keys);
  const parked = read.flatMap(({ row, record }): ParkedRow[] => {
    const first = earlier.get(row);
    if (first === undefined) return [];
    const { key, version, raw } = record;
    return [
      { key, version, raw, code: 'MAPPING_FAILED', reason: `row ${row}: key ${key} stands in row ${first} already` },
    ];
  });
  return [read.filter(({ row }) => !earlier.has(row)), parked];
}

/** Takes one batch of rows in, once. Returns how many of them had to be parked. */
export function takeRows(
  intake: RowIntake,
  manifest: Manifest,
  load: FileLoad,
  rows: readonly CsvRow[],
): Promise<number> {
  const outcomes = rows.map((row) => readRow(intake, manifest, load, row));
  const readable = outcomes.flatMap((row) => ('record' in row ? row : []));
  const broken = outcomes.flatMap((row) => ('record' in row ? [] : row));
  const context: InboxContext = {
    system: intake.system,
    origin: 'file',
    correlationId: load.correlation_id,
    causationId: `file:${load.id}`,
    baseline: load.baseline,
  };
  const by = (into: Intake) =>
    transaction(intake.database, async (sql) => {
      await claimRows(sql, load.id, (rows[0]?.row ?? 1) - 1);
      const [fresh, repeated] = await withoutRepeats(sql, load, readable);
      const parked = [...broken, ...repeated];
      await into(
        sql,
        context,
        fresh.map(({ record }) => record),
      );
      await park(sql, context, manifest, parked);
      await countRows(sql, load, {
        system: intake.system,
        stream: manifest.stream,
        rows: rows.length,
        parked: parked.length,
      });
      return parked.length;
    });
  if (!load.baseline) return by(appendRecords);
  return by(atOnce(intake.interpret)).catch((error: unknown) => {
    if (error instanceof HubError) throw error;
    // Whatever fails as a whole is left to the drain, which finds the message that is to blame.
    return by(appendRecords);
  });
}
