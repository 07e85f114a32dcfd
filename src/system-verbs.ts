import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { askHalt } from './entities/halts.ts';
import { transaction } from './entities/sql.ts';
import type { Pipeline } from './pipeline.ts';
import type { Verbs } from './resolvers/context.ts';

/** What halting systems reaches down to. */
interface SystemParts {
  hub: DataSource;
  pipeline: Pick<Pipeline, 'nudgeInbox'>;
  nudgeDelivery: () => void;
}

/** What people who run the hub ask of whole systems; what was held back goes on at once. */
export function systemVerbs({ hub, pipeline, nudgeDelivery }: SystemParts): Pick<Verbs, 'haltSystem'> {
  return {
    async haltSystem(request, by) {
      await transaction(hub, (sql) => askHalt(sql, request, { actor: by.id, correlationId: randomUUID() }));
      pipeline.nudgeInbox('hints');
      pipeline.nudgeInbox('records');
      nudgeDelivery();
    },
  };
}
