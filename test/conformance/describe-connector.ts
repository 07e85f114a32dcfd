import { describe } from '@jest/globals';
import { wholeFirm } from '../whole-firm.ts';
import type { ConformanceCase } from './at-work.ts';
import { describeDocuments } from './documents.ts';
import { describeIntake } from './intake.ts';
import { describeReading } from './reading.ts';
import { describeWriting } from './writing.ts';

/** Holds a connector to all that the hub relies on. */
export function describeConnector(title: string, of: ConformanceCase): void {
  describe(title, () => {
    describeReading(of);
    describeIntake(of);
    if (of.options === undefined) describeDocuments(of);
    if (of.commands(wholeFirm()).length > 0) describeWriting(of);
  });
}
