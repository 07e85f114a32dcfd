import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const lookEveryMs = 100;

const waiting = `
  select exists (select from main.inbox i where i.state = 'new') or exists (select from main.fold_mark m)
      or exists (select from main.dirty d) or exists (select from main.sweep_request r) as waiting`;

/** Waits until every stage is through with what has come. */
export async function untilWorkedOff(databaseUrl: string): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ waiting: boolean }>({ name: 'waiting', text: waiting });
      if (rows[0]?.waiting === false) return;
      await wait(lookEveryMs);
    }
  } finally {
    await client.end();
  }
}
