import type { DataSource } from 'typeorm';
import { transaction } from '../src/entities/sql.ts';
import type { CompiledRule } from '../src/rules/compile.ts';
import { factColumn, factSql, factsOf } from '../src/rules/fact-catalogue.ts';
import { type FactPolicy, policyJson, subjectColumns } from '../src/rules/fact-query.ts';
import { type FactSource, sqlTypes } from '../src/rules/fact-source.ts';
import { verdictsSql } from '../src/rules/judge.ts';

/**
 * Writes the facts of every subject of a source into a table of this transaction, then judges that table by the rules
 * alone. Returns how long the judging took, in seconds, at its second run: the first warms the cache up.
 */
export function judgePrepared(
  hub: DataSource,
  source: FactSource,
  rules: readonly CompiledRule[],
  policy: FactPolicy,
): Promise<number> {
  const facts = Object.entries(factsOf(source));
  const names = [...subjectColumns, ...facts.map(([name]) => factColumn(name))].join(', ');
  const columns = [
    'id uuid, label text, legal_entity_id int, practice_id int, contract_id uuid, invoice_id uuid, currency text',
    ...facts.map(([name, { type }]) => `${factColumn(name)} ${sqlTypes[type]}`),
  ];
  const asOf = new Date().toISOString();
  const params = [null, asOf, policyJson(policy, asOf)];
  return transaction(hub, async (sql) => {
    await sql.run(`create temporary table prepared (${columns.join(', ')}) on commit drop`);
    await sql.run(
      `insert into prepared (${names})
       select ${names} from (${factSql(source)}) f where $2::timestamptz is not null and $3::jsonb is not null`,
      params,
    );
    await sql.run('analyze prepared');
    const text = verdictsSql(source, rules, `select ${names} from prepared p where $1::uuid[] is null`);
    await sql.rows(text, params);
    const started = performance.now();
    await sql.rows(text, params);
    return (performance.now() - started) / 1000;
  });
}
