import { randomUUID } from 'node:crypto';
import type { SystemDescription } from '../domain/connector.ts';
import { directions } from '../domain/halt.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Stage } from '../domain/roles.ts';
import type { Sql } from '../entities/sql.ts';

/** A system as the database knows it: what it serves and what the hub may do with it. */
export interface ServedSystem extends SystemDescription {
  connectorName: string;
  stage: Stage;
  legalEntityIds: readonly number[];
  /** Where there is a limit. */
  requestsPerMinute?: number | undefined;
  streams: readonly { name: string; kinds: readonly KindName[]; pulled: boolean }[];
}

/** Takes away whom a system does not serve any more, and has the rules look at whom it does, unless it is a first load. */
async function forgetOthers(sql: Sql, { name, legalEntityIds }: ServedSystem): Promise<void> {
  await sql.run(
    `with gone as (
       delete from stream_coverage c where c.system = $1 and c.legal_entity_id <> all ($2::int[]) returning c.subject_id
     )
     insert into dirty (kind, golden_id, correlation_id)
     select 'stream', i.subject_id, $3::uuid
       from (select g.subject_id from gone g
             union
             select c.subject_id from stream_coverage c where c.system = $1) i
      where exists (select from job_fire j where j.job = 'baseline')`,
    [name, legalEntityIds, randomUUID()],
  );
}

/** Makes the tables of systems, streams and coverage say what the configuration says. */
export async function registerSystems(sql: Sql, systems: readonly ServedSystem[]): Promise<void> {
  for (const system of systems) {
    await sql.run(
      `insert into system as s (name, connector, role, stage, legal_entity_ids) values ($1, $2, $3, $4, $5)
       on conflict (name) do update set connector = excluded.connector, role = excluded.role, stage = excluded.stage,
         legal_entity_ids = excluded.legal_entity_ids`,
      [system.name, system.connectorName, system.role, system.stage, system.legalEntityIds],
    );
    await sql.run(
      `insert into system_way (system, direction) select $1, d.direction from unnest($2::text[]) as d (direction)
       on conflict (system, direction) do nothing`,
      [system.name, directions],
    );
    await sql.run(
      `insert into system_budget (system, requests_per_minute) values ($1, $2)
       on conflict (system) do update set requests_per_minute = excluded.requests_per_minute`,
      [system.name, system.requestsPerMinute ?? null],
    );
    for (const stream of system.streams) {
      await sql.run(
        `insert into stream as s (system, name, kinds, pulled) values ($1, $2, $3, $4)
         on conflict (system, name) do update set kinds = excluded.kinds, pulled = excluded.pulled`,
        [system.name, stream.name, stream.kinds, stream.pulled],
      );
    }
    await sql.run(
      `insert into stream_coverage (system, stream, kind, legal_entity_id, role)
       select s.system, s.name, kind, entity, $2
         from stream s, unnest(s.kinds) as kind, unnest($3::int[]) as entity
        where s.system = $1
       on conflict (system, stream, kind, legal_entity_id) do update set role = excluded.role`,
      [system.name, system.role, system.legalEntityIds],
    );
    await forgetOthers(sql, system);
  }
}
