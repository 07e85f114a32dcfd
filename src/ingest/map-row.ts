import { z } from 'zod';
import { readDecimal } from '../domain/decimal.ts';
import { HubError } from '../domain/errors.ts';
import type { FileMapping, FileMappings, NumberForm, ValueSource } from '../domain/file-mapping.ts';
import { unstorable } from '../domain/json.ts';
import type { AttributeType } from '../domain/kind.ts';
import { kindOf } from '../domain/kinds.ts';

const rowMessage = z.object({
  mapping: z.string(),
  /** The place of the row among the file's rows, from 1, and the line that it ends on. */
  row: z.int(),
  line: z.int(),
  /** The version of rows that don't carry one. */
  producedAt: z.string(),
  columns: z.record(z.string(), z.string()),
  /** The cells of a row that has more or fewer of them than the header. */
  cells: z.array(z.string()).optional(),
});
/** A row of a file as the inbox keeps it: what stood there, before anyone interprets it. */
export type RowMessage = z.infer<typeof rowMessage>;

/** Reads a row back from the inbox. */
export function rowOfMessage(body: unknown): RowMessage {
  return rowMessage.parse(body);
}

type Cell = string | number | boolean | null;

/** A number as the file writes it; undefined when it is not one. */
export function readNumber(text: string, { decimalPoint, thousands, prefix }: NumberForm): string | undefined {
  let bare = text.trim();
  const sign = bare.startsWith('-') ? '-' : '';
  bare = bare.slice(sign.length).trim();
  if (prefix !== '' && bare.startsWith(prefix)) bare = bare.slice(prefix.length).trim();
  const [whole = '', ...rest] = bare.split(decimalPoint);
  if (rest.length > 1) return undefined;
  const groups = thousands === '' ? [whole] : whole.split(thousands);
  if (groups.length > 1 && !groups.every((group, place) => (place === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group))) {
    return undefined;
  }
  return readDecimal(`${sign}${groups.join('')}${rest.length === 0 ? '' : `.${rest[0]}`}`);
}

/** A date as the file writes it, in ISO form; undefined when it is not one. Two digits mean 1970 to 2069. */
function readDate(text: string, pattern = 'YYYY-M-D'): string | undefined {
  const separator = /[./-]/.exec(pattern)?.[0] ?? '-';
  const names = pattern.split(separator);
  const parts = text.trim().split(separator);
  if (parts.length !== 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return undefined;
  const part = (letter: string) => parts[names.findIndex((name) => name.startsWith(letter))] ?? '';
  const year = part('Y');
  if (year.length !== (pattern.includes('YYYY') ? 4 : 2)) return undefined;
  const century = year.length === 4 ? '' : Number(year) < 70 ? '20' : '19';
  const iso = `${century}${year}-${part('M').padStart(2, '0')}-${part('D').padStart(2, '0')}`;
  return z.iso.date().safeParse(iso).success ? iso : undefined;
}

const truth: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  '1': true,
  false: false,
  no: false,
  '0': false,
};

type Reader = (text: string, numbers: NumberForm, pattern?: string) => Cell | undefined;

const readers: Readonly<Record<Extract<AttributeType, string>, Reader>> = {
  text: (text) => text,
  currency: (text) => text,
  decimal: readNumber,
  integer(text, numbers) {
    const read = readNumber(text, numbers);
    return read !== undefined && /^-?\d{1,9}$/.test(read) ? Number(read) : undefined;
  },
  boolean: (text) => truth[text.toLowerCase()],
  date: (text, _numbers, pattern) => readDate(text, pattern),
  instant: (text) => (z.iso.datetime({ offset: true }).safeParse(text).success ? text : undefined),
};

/** A cell as a value of its type; undefined when it can't be one. */
function typed(text: string, type: AttributeType, numbers: NumberForm, pattern?: string): Cell | undefined {
  if (typeof type === 'string') return readers[type](text, numbers, pattern);
  return type.oneOf.includes(text) ? text : undefined;
}

function refused(place: string, column: string, text: string, what: string): HubError {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return new HubError('MAPPING_FAILED', `${place}: column "${column}" holds "${shown}", ${what}`);
}

const typeName = (type: AttributeType) => (typeof type === 'string' ? type : `one of ${type.oneOf.join(', ')}`);

/** Reads the cells of one row by its mapping. */
class RowReader {
  private readonly row: RowMessage;
  private readonly numbers: NumberForm;

  constructor(row: RowMessage, numbers: NumberForm) {
    this.row = row;
    this.numbers = numbers;
  }

  cell(place: string, column: string): string {
    const text = this.row.columns[column];
    if (text === undefined) throw new HubError('MAPPING_FAILED', `${place}: the file has no column "${column}"`);
    return text.trim();
  }

  /** The cells of several columns; undefined where one of them is empty. */
  cells(place: string, columns: readonly string[]): string[] | undefined {
    const found = columns.map((column) => this.cell(place, column));
    return found.includes('') ? undefined : found;
  }

  value(place: string, source: ValueSource, type: AttributeType): Cell {
    if ('constant' in source) return source.constant;
    const { column, words, date } = source;
    const text = this.cell(place, column);
    if (words !== undefined) {
      if (!Object.hasOwn(words, text)) throw refused(place, column, text, 'a word that the mapping does not know');
      return words[text] ?? null;
    }
    if (text === '') return null;
    const read = typed(text, type, this.numbers, date);
    if (read === undefined) throw refused(place, column, text, `not ${typeName(type)}`);
    return read;
  }
}

function versionOf(reader: RowReader, { changedAt }: FileMapping, producedAt: string): string {
  if (changedAt === undefined) return producedAt;
  const text = reader.cell('changedAt', changedAt);
  if (!z.iso.datetime({ offset: true }).safeParse(text).success) {
    throw refused('changedAt', changedAt, text, 'not an instant with its offset');
  }
  return text;
}

function recordOf(reader: RowReader, mapping: FileMapping, key: string): Record<string, unknown> {
  const { attributes } = kindOf(mapping.kind);
  const values = Object.entries(mapping.values).map(([name, source]) => [
    name,
    reader.value(`values.${name}`, source, attributes[name] ?? 'text'),
  ]);
  const refs = Object.entries(mapping.refs).map(([name, source]) => {
    const cells = reader.cells(`refs.${name}`, 'key' in source ? source.key : source.natural);
    if (cells === undefined) return [name, null];
    if (!('key' in source)) return [name, { natural: cells }];
    return [name, { key: cells.join('/'), ...(source.role === undefined ? {} : { role: source.role }) }];
  });
  const natural = mapping.natural === undefined ? undefined : reader.cells('natural', mapping.natural);
  const text = (place: 'legalEntity' | 'practice') => {
    const source = mapping[place];
    const value = source === undefined ? null : reader.value(place, source, 'text');
    return value === null ? {} : { [place]: String(value) };
  };
  return {
    key,
    deleted: mapping.deleted !== undefined && reader.value('deleted', mapping.deleted, 'boolean') === true,
    ...(natural === undefined ? {} : { natural }),
    ...text('legalEntity'),
    ...text('practice'),
    values: Object.fromEntries(values),
    refs: Object.fromEntries(refs),
  };
}

/** Reads from a row by the mapping that it names. Whatever is wrong is told with the place of the row. */
function inRow<T>(row: RowMessage, mappings: FileMappings, read: (reader: RowReader, mapping: FileMapping) => T): T {
  const mapping = mappings.get(row.mapping);
  if (mapping === undefined) {
    throw new HubError('MAPPING_FAILED', `there is no mapping "${row.mapping}" in policies/mappings`);
  }
  try {
    const broken =
      row.cells === undefined ? unstorable(row.columns) : `has ${row.cells.length} cells, not as many as the header`;
    if (broken !== undefined) throw new HubError('MAPPING_FAILED', broken);
    return read(new RowReader(row, mapping.numbers), mapping);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new HubError(error.code, `row ${row.row} (line ${row.line}): ${error.message}`);
  }
}

function keyOf(reader: RowReader, { key: columns }: FileMapping): string {
  const key = reader.cells('key', columns)?.join('/');
  if (key === undefined) throw new HubError('MAPPING_FAILED', `key: ${columns.join(' or ')} is empty`);
  return key;
}

/** Which version of which record a row is. Throws MAPPING_FAILED with the row and the column. */
export function identityOfRow(row: RowMessage, mappings: FileMappings): { key: string; version: string } {
  return inRow(row, mappings, (reader, mapping) => ({
    key: keyOf(reader, mapping),
    version: versionOf(reader, mapping, row.producedAt),
  }));
}

/** What a row says, as its system would tell it by webhook. Throws MAPPING_FAILED with the row and the column. */
export function recordOfRow(row: RowMessage, mappings: FileMappings): Record<string, unknown> {
  return inRow(row, mappings, (reader, mapping) => recordOf(reader, mapping, keyOf(reader, mapping)));
}
