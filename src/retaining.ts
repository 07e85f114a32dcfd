import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { asOwner } from './database.ts';
import { messageOf } from './domain/errors.ts';
import { dropOldMonths } from './feed/retention.ts';

/** The job that drops what the firm no longer keeps. What can't be dropped now is tried again the next day. */
export function retentionJob(config: Config, hub: DataSource, log: Logger): () => Promise<void> {
  return async () => {
    const { feedMonths } = config.policy.retention;
    try {
      const months = await asOwner(config, (owner) => dropOldMonths(owner, hub, feedMonths));
      for (const each of months) {
        if (each.reason === undefined) log.info({ month: each.month }, 'a month of the feed was dropped');
        else log.warn({ month: each.month, reason: each.reason }, 'a month of the feed could not be dropped yet');
      }
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'old months could not be dropped; they are tried again tomorrow');
    }
  };
}
