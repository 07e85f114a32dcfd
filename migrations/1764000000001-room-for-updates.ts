import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/**
 * Leaves room on the pages of tables whose rows are soon updated: a link is written, then scoped by the golden record
 * that it leads to, and an update that stays on its page touches no index.
 */
export class RoomForUpdates1764000000001 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table crosswalk set (fillfactor = 70)');
  }
}
