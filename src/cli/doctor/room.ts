import type { DataSource } from 'typeorm';
import { HubError } from '../../domain/errors.ts';
import { transaction } from '../../entities/sql.ts';
import { type Finding, failure, ok } from './finding.ts';

const megabytes = 16;

/** Whether the database can still grow. It tells nobody how much room it has, so it is asked for some, which it gets back. */
export async function room(hub: DataSource): Promise<Finding> {
  try {
    await transaction(hub, async (sql) => {
      await sql.run('create temporary table room (filling text storage plain) on commit drop');
      await sql.run(
        `insert into room (filling) select repeat('x', 8000) from generate_series(1, $1::int * 128) as page`,
        [megabytes],
      );
    });
    return ok('room', `the database can grow by ${megabytes} MB`);
  } catch (error) {
    if (!(error instanceof HubError && error.code === 'DATABASE_FULL')) throw error;
    return failure('room', `the database can't grow by ${megabytes} MB, and takes nothing in: ${error.message}`);
  }
}
