import { timekeeper, timekeeperConfig } from '../chaos/deliveries.ts';
import { openScene, type Scene } from '../chaos/scene.ts';
import { firmOfDrafts } from '../sandbox/firm/drafts.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { simulateFirm } from './sandbox-config.ts';

/**
 * Several hubs, one of each role that is named, over a simulated firm of so many draft invoices and a database of its own,
 * which may be an empty one that is given.
 */
export async function chaosScene(
  roles: readonly string[],
  drafts: number,
  timing: object = {},
  given?: Pick<TestDatabase, 'url' | 'close'>,
): Promise<Scene> {
  const { tables, contracts } = firmOfDrafts(drafts);
  const db = given ?? (await testDatabase());
  const firm = await simulateFirm(tables, {
    environment: { TIMEKEEPER_WEBHOOK_SECRET: timekeeper.secret },
    moreSystems: () => [timekeeperConfig],
    timing,
  });
  const leave = async () => {
    await firm.close();
    await db.close();
  };
  try {
    const logLevel = { LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent' };
    const environment: Record<string, string> = { ...firm.environment(db.url), ...logLevel };
    const demoKey = environment['THROUGHLINE_DEMO_KEY'] ?? '';
    const scene = await openScene({ world: firm.world, contracts, environment, demoKey }, roles);
    return {
      ...scene,
      async close() {
        await scene.close();
        await leave();
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
}
