import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { HubError } from '../domain/errors.ts';
import { columnsOf, type FileMapping } from '../domain/file-mapping.ts';
import type { KindName } from '../domain/kinds.ts';
import { transaction } from '../entities/sql.ts';
import { checkFile } from './control-totals.ts';
import { type CsvRow, csvFile } from './csv-rows.ts';
import { beginLoad, type FileLoad, finishLoad } from './file-load.ts';
import type { Manifest } from './file-manifest.ts';
import { takeRows } from './file-rows.ts';
import type { Interpreter } from './interpret.ts';
import { noteRefusal } from './stream-news.ts';

/** What taking in files rests on. */
export interface FileIntake {
  database: DataSource;
  system: string;
  /** The streams that the system tells of, with their kinds; files are for those. */
  told: ReadonlyMap<string, readonly KindName[]>;
  mappings: ReadonlyMap<string, FileMapping>;
  interpret: Interpreter;
  limits: { mostBytes: number; mostRows: number };
  newCorrelationId: () => string;
}

/** A file to take in. */
export interface DroppedFile {
  path: string;
  manifest: Manifest;
  by: string;
  /** Told from time to time how much has been read, of how much: each file is read twice. */
  onProgress?: ((bytes: number, of: number) => void) | undefined;
}

/** What became of a file. */
export interface TakenFile {
  /** Whether it had been taken in before, so that nothing changed. */
  again: boolean;
  rows: number;
  /** Rows that can't be used: they are in the inbox with their reasons. */
  parked: number;
  correlationId: string;
}

const batchRows = 500;

async function* inBatches(rows: AsyncIterable<CsvRow>): AsyncIterable<CsvRow[]> {
  let batch: CsvRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length === batchRows) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function mappingOf({ system, told, mappings }: FileIntake, { stream, mapping: name }: Manifest): FileMapping {
  const kinds = told.get(stream);
  if (kinds === undefined) {
    const known = told.size === 0 ? 'it takes no files' : `it takes files for ${[...told.keys()].join(', ')}`;
    throw new HubError('UNKNOWN_SYSTEM', `stream: ${system} has no "${stream}"; ${known}`);
  }
  const mapping = mappings.get(name);
  if (mapping === undefined) {
    const known = [...mappings.keys()].join(', ') || 'none';
    throw new HubError('MAPPING_FAILED', `mapping: no policies/mappings/${name}.json; there are ${known}`);
  }
  if (!kinds.includes(mapping.kind)) {
    throw new HubError('MAPPING_FAILED', `mapping: ${name} makes a ${mapping.kind}, which ${stream} does not hold`);
  }
  return mapping;
}

/** The first reading: everything is compared with the manifest before anything is taken in. */
async function check(intake: FileIntake, file: DroppedFile, mapping: FileMapping, copy: string, size: number) {
  const csv = csvFile(copy, mapping.delimiter, columnsOf(mapping));
  const totals = checkFile(file.manifest, mapping.numbers);
  for await (const row of csv.rows) {
    if (row.row > intake.limits.mostRows) {
      throw new HubError('BODY_TOO_LARGE', `more than ${intake.limits.mostRows} rows: split the file`);
    }
    totals.add(row);
    if (row.row % batchRows === 0) file.onProgress?.(csv.bytesRead(), 2 * size);
  }
  totals.finish(csv.sha256());
}

const newsOf = ({ system }: FileIntake, { stream }: Manifest, correlationId: string) => ({
  system,
  stream,
  correlationId,
});

/** Says of a stream that a file of it does not add up: what it should have brought is missing. */
async function refuse(intake: FileIntake, { manifest }: DroppedFile, error: unknown): Promise<never> {
  if (error instanceof HubError && error.code === 'CONTROL_TOTAL_MISMATCH') {
    const news = newsOf(intake, manifest, intake.newCorrelationId());
    await transaction(intake.database, (sql) => noteRefusal(sql, news, manifest.file, manifest.knownThrough));
  }
  throw error;
}

function finish(intake: FileIntake, manifest: Manifest, load: FileLoad): Promise<void> {
  const news = newsOf(intake, manifest, load.correlation_id);
  return transaction(intake.database, (sql) => finishLoad(sql, load, news));
}

/** The second reading: batch by batch into the inbox. Goes on where an earlier try was cut off. */
async function take(
  intake: FileIntake,
  file: DroppedFile,
  mapping: FileMapping,
  load: FileLoad,
  copy: string,
  size: number,
) {
  const csv = csvFile(copy, mapping.delimiter, columnsOf(mapping));
  let read = 0;
  let parked = load.rows_parked;
  for await (const batch of inBatches(csv.rows)) {
    read += batch.length;
    if (read > load.rows_taken) {
      const fresh = batch.filter(({ row }) => row > load.rows_taken);
      parked += await takeRows(intake, file.manifest, load, fresh);
    }
    file.onProgress?.(size + csv.bytesRead(), 2 * size);
  }
  await finish(intake, file.manifest, load);
  return parked;
}

async function throughCopy(
  intake: FileIntake,
  file: DroppedFile,
  mapping: FileMapping,
  copy: string,
): Promise<TakenFile> {
  const { size } = await stat(copy);
  await check(intake, file, mapping, copy, size).catch((error: unknown) => refuse(intake, file, error));
  const context = { ...file, system: intake.system, mappingVersion: mapping.version };
  const load = await transaction(intake.database, (sql) =>
    beginLoad(sql, { ...context, correlationId: intake.newCorrelationId() }),
  );
  const { rows } = file.manifest;
  if (load.state === 'done') {
    // The rows are known, but the later manifest may say that nothing else has happened since.
    await finish(intake, file.manifest, load);
    return { again: true, rows, parked: load.rows_parked, correlationId: load.correlation_id };
  }
  const parked = await take(intake, file, mapping, load, copy, size);
  return { again: false, rows, parked, correlationId: load.correlation_id };
}

/**
 * Takes a file in: compared with its manifest as a whole first, then row by row into the inbox. A row that can't be used
 * is parked there with its number and reason. The same file again changes nothing. Throws, and takes nothing in, where
 * the file is not what its manifest says (CONTROL_TOTAL_MISMATCH), can't be read or is too large.
 */
export async function takeFile(intake: FileIntake, file: DroppedFile): Promise<TakenFile> {
  const mapping = mappingOf(intake, file.manifest);
  const { size } = await stat(file.path);
  const { mostBytes } = intake.limits;
  if (size > mostBytes) throw new HubError('BODY_TOO_LARGE', `${size} bytes; at most ${mostBytes}: split the file`);
  // A copy of our own: what is taken in is what has been compared, whoever writes to the file meanwhile.
  const folder = await mkdtemp(join(tmpdir(), 'throughline-file-'));
  try {
    const copy = join(folder, 'file.csv');
    await copyFile(file.path, copy);
    return await throughCopy(intake, file, mapping, copy);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
