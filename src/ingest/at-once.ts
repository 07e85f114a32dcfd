import type { Sql } from '../entities/sql.ts';
import { applyMessages } from './apply-messages.ts';
import { appendForApplying, type InboxContext, type InboxRecord } from './inbox.ts';
import type { Interpreter } from './interpret.ts';
import { settleMessages } from './settle-messages.ts';

/** Takes messages in and returns how many were news. */
export type Intake = (sql: Sql, context: InboxContext, records: readonly InboxRecord[]) => Promise<number>;

/**
 * Applies messages by the transaction that puts them into the inbox. A first load has no order to keep with anything
 * else, and is too much to be looked for row by row.
 */
export const atOnce =
  (interpret: Interpreter): Intake =>
  async (sql, context, records) => {
    const messages = await appendForApplying(sql, context, records);
    settleMessages(sql, await applyMessages(sql, messages, interpret), true);
    return messages.length;
  };
