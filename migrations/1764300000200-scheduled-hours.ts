import type { QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.ts';
import { ForwardOnly } from './forward-only.ts';

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The hours of each day of the week for which somebody is scheduled on a project. */
export class ScheduledHours1764300000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'assignment', days.map((day) => `add column ${day}_hours numeric`).join(', '));
  }
}
