import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { HubError } from './domain/errors.ts';
import type { SendRequest } from './domain/http.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { chargeRequest, noteAnswer, noteSilence, takeTurn } from './entities/system-ways.ts';
import type { Turns } from './entities/turns.ts';

/** What the hub and the other systems ask of each other, as the tables allow it: turns, and a count of what leaves. */
export interface Traffic extends Turns {
  /** The way out to a system, with every request taken off its budget. */
  metered(system: string, send: SendRequest): SendRequest;
}

// Whether anything has happened at the other side is what the two differ in; that nobody answered they have in common.
const silence = new Set(['UPSTREAM_UNREACHABLE', 'UPSTREAM_UNAVAILABLE']);

const isSilence = (error: unknown) => error instanceof HubError && silence.has(error.code);

/** Turns by breakers and budgets that all hubs share. */
export function trafficOver(config: Config, database: DataSource): Traffic {
  const { breaker, deliveryLeaseSeconds } = config.policy.timing;
  const limits = { ...breaker, probeSeconds: deliveryLeaseSeconds };
  const limited = config.systems.filter(({ requestsPerMinute }) => requestsPerMinute !== undefined);
  // The first request of a turn was taken off the budget when the turn was taken.
  const paid = new Map(limited.map(({ name }) => [name, 0]));
  return {
    async begin(sql, system, direction) {
      const turn = await takeTurn(sql, system, direction, limits);
      const before = paid.get(system);
      if (turn.wait === 0 && before !== undefined) paid.set(system, before + 1);
      return turn;
    },

    async ended(system, direction, seconds, error) {
      if (error === undefined || !isSilence(error)) {
        await withConnection(database, (sql) => noteAnswer(sql, system, direction));
        return;
      }
      const failure = { seconds, chance: Math.random(), error };
      await transaction(database, (sql) => noteSilence(sql, system, direction, failure, limits));
    },

    metered(system, send) {
      if (!paid.has(system)) return send;
      return async (request) => {
        const left = paid.get(system) ?? 0;
        if (left > 0) paid.set(system, left - 1);
        else await transaction(database, (sql) => chargeRequest(sql, system));
        return send(request);
      };
    },
  };
}
