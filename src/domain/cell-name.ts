const identifier = /^[a-z][a-z0-9_]{0,30}$/;
// What a cell calls the schemas beside its own; another cell of that name would be taken for one of them.
const beside = /_(asof|worker|verify|moved)$/;
const taken: readonly string[] = ['public', 'information_schema'];

/** Why a cell can't be called so, and how it can; undefined when it can. */
export function wrongCellName(name: string): string | undefined {
  if (!identifier.test(name)) {
    return `"${name}" is not a name for a cell: up to 31 lower-case letters, digits and _, a letter first, as in emea_north`;
  }
  if (beside.test(name)) return `"${name}" is what a cell calls a schema beside its own: leave out the ending`;
  if (taken.includes(name) || name.startsWith('pg_')) return `"${name}" belongs to Postgres: choose another name`;
  return undefined;
}
