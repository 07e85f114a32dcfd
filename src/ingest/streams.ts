import type { SystemDescription } from '../domain/connector.ts';
import type { KindName } from '../domain/kinds.ts';
import type { Stage } from '../domain/roles.ts';
import type { Sql } from '../entities/sql.ts';

/** A system as the database knows it: what it serves and what the hub may do with it. */
export interface ServedSystem extends SystemDescription {
  connectorName: string;
  stage: Stage;
  legalEntityIds: readonly number[];
  streams: readonly { name: string; kinds: readonly KindName[]; pulled: boolean }[];
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
    await sql.run('delete from stream_coverage c where c.system = $1 and c.legal_entity_id <> all ($2::int[])', [
      system.name,
      system.legalEntityIds,
    ]);
  }
}
