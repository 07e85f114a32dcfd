import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** Most source records have no natural key, and nobody looks for those by it. */
export class FewHaveNaturalKeys1764500000700 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index source_record_kind_natural_key_idx');
    await runner.query('create index on source_record (kind, natural_key) where natural_key is not null');
  }
}
