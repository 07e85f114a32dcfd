import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A step that can't be taken back: what a later step regrets, a later step mends. */
export abstract class ForwardOnly implements MigrationInterface {
  abstract up(runner: QueryRunner): Promise<void>;

  async down(): Promise<void> {
    throw new Error('Migrations only go forward.');
  }
}
