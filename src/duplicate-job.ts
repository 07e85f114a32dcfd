import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Turns } from './entities/turns.ts';
import { scanDuplicates } from './sync/scan-duplicates.ts';
import type { Targets } from './sync/targets.ts';

/** The job that looks for changes which took effect twice. What it finds is judged; what it could not ask is logged. */
export function duplicateJob(database: DataSource, targets: Targets, turns: Turns, log: Logger): () => Promise<void> {
  return async () => {
    const { duplicated, unanswered } = await scanDuplicates(database, targets, turns);
    if (duplicated > 0) log.error({ duplicated }, 'changes took effect more than once at their target');
    for (const each of unanswered) log.warn(each, 'a target could not be asked what it has of what was created');
  };
}
