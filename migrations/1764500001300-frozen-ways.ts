import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** A way out can be frozen: nothing leaves by it but holds, and what is approved waits. */
export class FrozenWays1764500001300 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table system_way drop constraint system_way_halt_check;
      alter table system_way add constraint system_way_halt_check
        check (halt = 'paused' or halt = 'draining' or halt = 'frozen' and direction = 'out') not valid;
      alter table system_way validate constraint system_way_halt_check;
    `);
  }
}
