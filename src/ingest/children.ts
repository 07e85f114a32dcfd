import { refColumn } from '../domain/kind.ts';
import { type KindName, kinds } from '../domain/kinds.ts';
import type { Sql } from '../entities/sql.ts';

/** The columns through which golden records of other kinds point at one kind. */
function referrers(kind: KindName, inheritingOnly: boolean): { child: KindName; column: string }[] {
  return kinds.flatMap((child) =>
    Object.entries(child.refs)
      .filter(([name, target]) => {
        const inherits = typeof child.scope === 'object' && child.scope.inherit.includes(name);
        return target === kind && (inherits || !inheritingOnly);
      })
      .map(([name]) => ({ child: child.name as KindName, column: refColumn(name) })),
  );
}

async function pointingAt(sql: Sql, parents: readonly { kind: KindName; goldenId: string }[], inheritingOnly: boolean) {
  const questions = [...new Set(parents.map((parent) => parent.kind))].flatMap((kind) => {
    const ids = parents.filter((parent) => parent.kind === kind).map((parent) => parent.goldenId);
    return referrers(kind, inheritingOnly).map((referrer) => ({ ...referrer, ids }));
  });
  // Asked at once: the answers are those of now, whatever is sent after them.
  const found = await Promise.all(
    questions.map(async ({ child, column, ids }) => {
      const rows = await sql.rows<{ id: string }>(`select c.id from ${child} c where c.${column} = any ($1::uuid[])`, [
        ids,
      ]);
      return rows.map(({ id }) => ({ kind: child, goldenId: id }));
    }),
  );
  return found.flat();
}

/** Golden records that take their legal entity or practice from one of these. */
export function inheritors(sql: Sql, parents: readonly { kind: KindName; goldenId: string }[]) {
  return pointingAt(sql, parents, true);
}

/** Golden records that point at one of these. */
export function dependants(sql: Sql, parents: readonly { kind: KindName; goldenId: string }[]) {
  return pointingAt(sql, parents, false);
}
