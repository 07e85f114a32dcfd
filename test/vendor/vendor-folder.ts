import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Shape, shapeOf } from './shapes.ts';

/** A file that a vendor, or somebody who uses its product, has published. */
export interface VendorFile {
  /** From the folder of vendor files. */
  path: string;
  text: string;
  shape: Shape;
}

const folder = resolve(process.env['VENDOR_DIR'] ?? '../shared/vendor');

/** What to say where the folder is not there; undefined where it is. */
export const absence = existsSync(folder)
  ? undefined
  : `The vendors' files are not here (${folder}): what needs them is skipped. VENDOR_DIR names another folder.`;

function* below(place: string): Generator<string> {
  const entries = readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(place, entry.name);
    if (entry.isDirectory()) yield* below(path);
    else if (entry.isFile()) yield path;
  }
}

/** Every file of the folder, wherever in it. */
export function vendorPaths(): readonly string[] {
  return absence === undefined ? [...below(folder)] : [];
}

// Where files come from is written beside them; that is prose, not a payload.
const isProse = (path: string) => /\.md$|(^|\/)(LICENSE|NOTICE|README)[^/]*$/i.test(path);

// A folder may name its vendor; the vendors that have no connector are not looked into, because some of their payloads
// have the same outer shape (a NetSuite page and a Fusion page are alike).
const ours = /^(salesforce|certinia|financialforce|oracle-fusion|fusion)\b/i;
const others = /^(concur|docusign|dynamics|ironclad|jira|netsuite|sap|workday|sample-data)/i;

function isOurs(path: string, shape: Shape): boolean {
  const [top = ''] = path.split('/');
  if (ours.test(top)) return true;
  return !others.test(top) && shape.kind !== 'unknown';
}

function readAll(): VendorFile[] {
  if (absence !== undefined) return [];
  return [...below(folder)]
    .filter((path) => !isProse(path))
    .map((path) => {
      const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
      return { path: relative(folder, path), text, shape: shapeOf(text) };
    })
    .filter(({ path, shape }) => isOurs(path, shape));
}

/** Every file there that concerns Salesforce, Certinia or Oracle Fusion, by what it holds and not by its name. */
export const vendorFiles: readonly VendorFile[] = readAll();

/** The files of one shape. */
export function filesOf<K extends Shape['kind']>(
  kind: K,
): readonly (VendorFile & { shape: Extract<Shape, { kind: K }> })[] {
  return vendorFiles.filter(
    (file): file is VendorFile & { shape: Extract<Shape, { kind: K }> } => file.shape.kind === kind,
  );
}
