import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Manifest, readManifest } from '../src/ingest/file-manifest.ts';

/** A CSV cell, quoted where it has to be. */
function cell(text: string): string {
  return /[",\n\r;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV, the header first. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** A folder of its own for dropped files. */
export function dropFolder(): string {
  return mkdtempSync(join(tmpdir(), 'throughline-drop-'));
}

/** What a manifest says besides what follows from the file itself. */
export type Says = Omit<Manifest, 'file' | 'sha256' | 'rows' | 'controlTotals'> &
  Partial<Pick<Manifest, 'file' | 'sha256' | 'rows' | 'controlTotals'>>;

/** Writes a file and its manifest into a folder, and returns where the file is and what the manifest says. */
export function writeDrop(folder: string, name: string, csv: string, says: Says): { path: string; manifest: Manifest } {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, csv);
  const told = {
    file: `${name}.csv`,
    sha256: createHash('sha256').update(csv).digest('hex'),
    rows: Math.max(0, csv.split('\n').length - 2),
    ...says,
  };
  const text = JSON.stringify(told, null, 2);
  writeFileSync(join(folder, `${name}.manifest.json`), text);
  return { path, manifest: readManifest(text, new Date()) };
}
