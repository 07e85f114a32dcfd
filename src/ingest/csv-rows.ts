import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { HubError } from '../domain/errors.ts';

/** One data row of a file. */
export interface CsvRow {
  /** Its place among the data rows, from 1, and the line that it ends on. */
  row: number;
  line: number;
  /** Its cells by the header's names; undefined where there are more or fewer cells than names. */
  columns?: Record<string, string>;
  cells: string[];
}

/** A file that is being read: its rows, and what is known of it once they have all been read. */
export interface CsvFile {
  rows: AsyncIterable<CsvRow>;
  sha256(): string;
  bytesRead(): number;
}

const mostRowBytes = 1024 * 1024;
const mostColumns = 500;

/** Hashes what passes, and refuses what is not UTF-8. */
function checkedBytes(hash: Hash, count: (bytes: number) => void): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk: Buffer | undefined, done: (error?: Error) => void) => {
    try {
      decoder.decode(chunk, { stream: chunk !== undefined });
      done();
    } catch {
      done(new HubError('UNREADABLE', 'the file is not UTF-8'));
    }
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      count(chunk.length);
      this.push(chunk);
      decode(chunk, done);
    },
    flush: (done) => decode(undefined, done),
  });
}

function headerOf(cells: readonly string[], needed: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  if (names.length > mostColumns) throw new HubError('UNREADABLE', `header: more than ${mostColumns} columns`);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new HubError('UNREADABLE', `header: two columns are called "${twice}"`);
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new HubError(
      'MAPPING_FAILED',
      `header: no column "${missing.join('", "')}"; there are "${names.join('", "')}"`,
    );
  }
  return names;
}

function rowOf(cells: string[], header: readonly string[], row: number, line: number): CsvRow {
  if (cells.length !== header.length) return { row, line, cells };
  return { row, line, cells, columns: Object.fromEntries(header.map((name, place) => [name, cells[place] ?? ''])) };
}

interface Parsed {
  record: string[];
  info: Info;
}

/** The records of a file, the header among them; an error in any part of the pipe ends the others and is thrown. */
function parsed(path: string, delimiter: string, checked: Transform): AsyncIterable<Parsed> {
  const source = createReadStream(path);
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: mostRowBytes,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  source.on('error', (error) => checked.destroy(error));
  checked.on('error', (error) => parser.destroy(error));
  parser.on('close', () => source.destroy());
  return source.pipe(checked).pipe(parser);
}

async function* dataRows(records: AsyncIterable<Parsed>, needed: readonly string[]): AsyncIterable<CsvRow> {
  let header: string[] | undefined;
  let row = 0;
  for await (const { record, info } of records) {
    if (header === undefined) header = headerOf(record, needed);
    else yield rowOf(record, header, ++row, info.lines);
  }
  if (header === undefined) throw new HubError('UNREADABLE', 'header: the file is empty');
}

async function* readably(rows: AsyncIterable<CsvRow>): AsyncIterable<CsvRow> {
  try {
    yield* rows;
  } catch (error) {
    throw error instanceof CsvError ? new HubError('UNREADABLE', `not CSV: ${error.message}`) : error;
  }
}

/**
 * Reads a CSV file with a header, row by row, in bounded memory. Throws UNREADABLE for what is no CSV, with the line, and
 * MAPPING_FAILED where a column is missing.
 */
export function csvFile(path: string, delimiter: string, needed: readonly string[]): CsvFile {
  const hash = createHash('sha256');
  let bytes = 0;
  const checked = checkedBytes(hash, (count) => {
    bytes += count;
  });
  const rows = readably(dataRows(parsed(path, delimiter, checked), needed));
  return { rows, sha256: () => hash.digest('hex'), bytesRead: () => bytes };
}
