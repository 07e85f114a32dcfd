import pg from 'pg';
import { atRate } from './pace.ts';

/** The bare round trip that everything else is held beside: NOTIFY on one connection, heard on another. */
export async function notifyRoundTrips(databaseUrl: string, rate: number, count: number): Promise<number[]> {
  const speaker = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  const listener = new pg.Client(databaseUrl);
  await listener.connect();
  try {
    const sentAt = new Map<string, number>();
    const times: number[] = [];
    await listener.query('listen bench');
    const heard = new Promise<void>((resolve) => {
      listener.on('notification', ({ payload = '' }) => {
        times.push(performance.now() - (sentAt.get(payload) ?? 0));
        if (times.length === count) resolve();
      });
    });
    const said: Promise<unknown>[] = [];
    await atRate(rate, count, (place) => {
      sentAt.set(String(place), performance.now());
      said.push(speaker.query('select pg_notify($1, $2)', ['bench', String(place)]));
    });
    await Promise.all([heard, ...said]);
    return times;
  } finally {
    await Promise.all([speaker.end(), listener.end()]);
  }
}
