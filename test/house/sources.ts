import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** A text file of the project: its path from the project's folder, and what it says. */
export interface Source {
  path: string;
  text: string;
}

const root = resolve('.');
const left = new Set(['node_modules', 'dist', '.git', '.throughline']);

function* below(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (left.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path);
    else yield relative(root, path);
  }
}

/** The project's files whose path fits. */
export function sources(fits: RegExp): Source[] {
  return [...below(root)]
    .filter((path) => fits.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Code that people wrote. */
export const code = sources(/\.(ts|tsx|mjs|js)$/);

/** The template literals and SQL files that speak to the database. Connectors speak to none: theirs is SOQL. */
export function statements(): Source[] {
  const inCode = code
    .filter(({ path }) => /^(src\/(?!connectors\/)|migrations\/).*\.ts$/.test(path) && !path.endsWith('.test.ts'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/`[^`]*`|'(?:select|insert|update|delete|create|alter|grant|with) [^']*'/g)].map(
        ([literal]) => ({
          path,
          text: literal,
        }),
      ),
    )
    .filter(({ text }) => /\b(select|insert into|update|delete from|create table|alter table)\b/i.test(text));
  return [...inCode, ...sources(/^src\/.*\.sql$/)];
}

/** The lines of a text that fit, as `path:line`. */
export function linesThat({ path, text }: Source, fit: RegExp): string[] {
  return text.split('\n').flatMap((line, at) => (fit.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : []));
}
