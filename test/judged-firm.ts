import { afterAll, beforeAll } from '@jest/globals';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import { type FirmHub, firmHub } from './firm-hub.ts';
import { openAfter } from './open-after.ts';
import type { SimulationOptions } from './sandbox-config.ts';
import { sweep } from './sweep-book.ts';

/** For a file of tests: a hub that has read and judged a firm before the first of them, and what it finds from there on. */
export function judgedFirm(tables: FirmTables, options: SimulationOptions = {}) {
  let hub: FirmHub;
  beforeAll(async () => {
    hub = await firmHub(tables, options);
    await hub.poll();
    await hub.settle();
    await sweep(hub);
  });
  afterAll(() => hub.close());
  const hubNow = () => hub;
  return { hub: hubNow, ...openAfter(hubNow) };
}
