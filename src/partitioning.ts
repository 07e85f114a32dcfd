import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { asOwner } from './database.ts';
import { HubError, messageOf } from './domain/errors.ts';
import { makePartitions, monthsAhead } from './entities/partitions.ts';

/**
 * The job that has the partitions of the coming months made. It throws when one could not be: whoever runs it tries
 * again later, and until then the default partition takes the rows.
 */
export function partitionJob(config: Pick<Config, 'database' | 'cell'>, log: Logger): () => Promise<void> {
  return async () => {
    try {
      const { made, waiting } = await asOwner(config, (owner) => makePartitions(owner, monthsAhead));
      if (made.length > 0) log.info({ partitions: made }, 'the partitions of the coming months were made');
      if (waiting.length === 0) return;
      const sentences = waiting.map(({ partition, reason }) => `${partition}: ${reason}`);
      throw new HubError('CONFLICT', sentences.join('; '));
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'partitions could not be made; they are tried again later');
      throw error;
    }
  };
}
