import { parseJson } from '../../src/domain/json.ts';
import { type JsonShape, jsonShapeOf } from './json-shapes.ts';
import { type XmlShape, xmlShapeOf } from './xml-shapes.ts';

/** What a file holds, told by its structure alone. */
export type Shape = JsonShape | XmlShape | { kind: 'unknown'; why: string };

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
  return { kind: 'unknown', why: 'neither XML nor JSON' };
}
