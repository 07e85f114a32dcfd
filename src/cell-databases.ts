import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import { HubError, messageOf } from './domain/errors.ts';

/** A database by its address, without who signs in there. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

/** Lends a database as whoever may make cells there. Throws DATABASE_UNAVAILABLE. */
export async function asAdmin<T>(url: string, work: (admin: DataSource) => Promise<T>): Promise<T> {
  const admin = await dataSource({ url, cell: 'public', poolSize: 2 })
    .initialize()
    .catch((error: unknown) => {
      throw new HubError('DATABASE_UNAVAILABLE', `${placeOf(url)}: ${messageOf(error)}`, { cause: error });
    });
  try {
    return await work(admin);
  } finally {
    await admin.destroy();
  }
}
