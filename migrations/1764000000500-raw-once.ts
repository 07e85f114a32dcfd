import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** The raw form of a source record is the message that it was read from: it need not be kept twice. */
export class RawOnce1764000000500 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table source_record drop column raw');
  }
}
