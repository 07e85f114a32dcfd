import { type FirmTables, Ledger } from './tables.ts';

/** Stands in until the real generator is written over this file. */
export function generateFirm({ today }: { seed: number; today: string }): { tables: FirmTables; scenario: object } {
  return { tables: new Ledger(today).tables, scenario: {} };
}
