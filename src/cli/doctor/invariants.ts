import type { DataSource } from 'typeorm';
import type { Sql } from '../../entities/sql.ts';
import type { Checked } from '../../invariants/checked.ts';
import { tableInvariants } from '../../invariants/invariants.ts';
import { nothingAcross } from '../../invariants/visibility.ts';
import { ruleBook } from '../../rules/rule-book.ts';
import type { CliConfig } from '../command.ts';
import { type Finding, none, ok } from './finding.ts';

function findingOf({ check, fine, bad, broken, notAsked }: Checked): Finding {
  return notAsked === undefined ? none(check, broken, fine, bad) : ok(check, notAsked);
}

/** What must hold of the data at any time, after any fault. Wants one snapshot (a repeatable read). */
export async function invariants(sql: Sql, { policy }: CliConfig): Promise<Finding[]> {
  const recomputing = { rules: ruleBook(), policy, asOfStepSeconds: policy.timing.asOfStepSeconds };
  return (await tableInvariants(sql, recomputing)).map(findingOf);
}

/** Whether readers of one legal entity see nothing of another. */
export async function visibility(reader: DataSource, { cell, legalEntities }: CliConfig): Promise<Finding> {
  return findingOf(
    await nothingAcross(
      reader,
      cell,
      legalEntities.map(({ id }) => id),
    ),
  );
}
