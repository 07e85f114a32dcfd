import { parseJson } from '../../src/domain/json.ts';
import { type JsonShape, jsonShapeOf } from './json-shapes.ts';
import { type XmlShape, xmlShapeOf } from './xml-shapes.ts';

/** What a file holds, told by its structure alone. */
export type Shape = JsonShape | XmlShape | TextShape | { kind: 'unknown'; why: string };

/** What a file can be that is neither XML nor JSON. */
export type TextShape =
  | { kind: 'fusion-text-error'; sentence: string }
  | { kind: 'force-bulk'; columns: readonly string[]; rows: number };

/** Rows of the bulk API, or an error that a pod tells as plain text. */
function textShapeOf(text: string): TextShape | undefined {
  const [first = '', ...rest] = text.split(/\r?\n/);
  const columns = first.split(',').map((name) => name.replace(/^"|"$/g, ''));
  if (columns.includes('Id') || columns.includes('sf__Id')) return { kind: 'force-bulk', columns, rows: rest.length };
  return /^[A-Z]{2,}-[\w-]+: ./.test(text) ? { kind: 'fusion-text-error', sentence: text } : undefined;
}

/** Recognises a file by its structure. Never throws: what is not recognised says why. */
export function shapeOf(content: string): Shape {
  const text = content.replace(/^\uFEFF/, '').trim();
  try {
    if (text.startsWith('<')) return xmlShapeOf(text) ?? { kind: 'unknown', why: 'XML of no known kind' };
    if (text.startsWith('{') || text.startsWith('[')) {
      return jsonShapeOf(parseJson(text)) ?? { kind: 'unknown', why: 'JSON of no known kind' };
    }
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
  return textShapeOf(text) ?? { kind: 'unknown', why: 'neither XML nor JSON' };
}
