import type { Sql } from '../entities/sql.ts';

/**
 * Claims a slot of a job, by the database's clock: of all hubs that tick, one wins. Returns the slot's start, or
 * undefined when somebody else has it.
 */
export async function claimSlot(sql: Sql, job: string, everySeconds: number): Promise<string | undefined> {
  const row = await sql.row<{ slot: string }>(
    `insert into job_fire (job, slot, fired_at)
     select $1, to_timestamp(floor(extract(epoch from clock_timestamp()) / $2) * $2), clock_timestamp()
     on conflict (job, slot) do nothing
     returning job_fire.slot`,
    [job, everySeconds],
  );
  return row?.slot;
}

/** Forgets slots that are long past. */
export async function forgetSlots(sql: Sql): Promise<number> {
  return sql.run(`delete from job_fire j where j.slot < clock_timestamp() - interval '1 day' and j.job <> 'baseline'`);
}
