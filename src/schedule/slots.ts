import type { Sql } from '../entities/sql.ts';

/** A slot that somebody has won. */
export interface WonSlot {
  job: string;
  slot: string;
  /** When, to the microsecond: by it the winner knows his own row. */
  firedAt: string;
}

/** Claims a slot of a job, by the database's clock: of all hubs that tick, one wins. Returns undefined to the others. */
export async function claimSlot(sql: Sql, job: string, everySeconds: number): Promise<WonSlot | undefined> {
  return sql.row<WonSlot & Record<string, unknown>>(
    `insert into job_fire (job, slot, fired_at)
     select $1, to_timestamp(floor(extract(epoch from clock_timestamp()) / $2) * $2), clock_timestamp()
     on conflict (job, slot) do nothing
     returning job_fire.job, job_fire.slot, job_fire.fired_at::text as "firedAt"`,
    [job, everySeconds],
  );
}

/** Gives a slot back that was won in vain, so that it can be claimed again. */
export async function giveSlotBack(sql: Sql, { job, slot, firedAt }: WonSlot): Promise<void> {
  await sql.run('delete from job_fire j where j.job = $1 and j.slot = $2 and j.fired_at = $3', [job, slot, firedAt]);
}

/** Forgets slots that are long past. */
export async function forgetSlots(sql: Sql): Promise<number> {
  return sql.run(`delete from job_fire j where j.slot < clock_timestamp() - interval '1 day' and j.job <> 'baseline'`);
}
