import { readFileSync } from 'node:fs';

/**
 * A sub-select over contract `c`: undelivered, delivered, unbilled, billed, open, collected, written off, what all of it
 * explains, and when any of it last changed. Amounts are in the contract's currency.
 */
export const contractFlowSql = readFileSync(new URL('./contract-flow.sql', import.meta.url), 'utf8');
