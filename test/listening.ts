import type { DataSource } from 'typeorm';

/** Listens on channels of a database: those on which something is told from now on. */
export async function listening(database: DataSource, channels: readonly string[]) {
  const runner = database.createQueryRunner();
  const heard = new Set<string>();
  const client = await runner.connect();
  client.on('notification', ({ channel }: { channel: string }) => heard.add(channel));
  for (const channel of channels) await runner.query(`listen ${channel}`);
  return { heard, stop: () => runner.release() };
}
