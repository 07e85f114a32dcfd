import type { Sql } from '../../entities/sql.ts';
import { type Finding, failure, ok, warning } from './finding.ts';

interface Wanted {
  name: string;
  /** Whether a value will do. */
  fits: (value: string) => boolean;
  otherwise: 'warning' | 'failure';
  why: string;
}

const is = (value: string) => (given: string) => given === value;
const isNot = (value: string) => (given: string) => given !== value;

// What a promise of the hub rests on fails; what only makes the promise weaker than it could be warns.
const wanted: readonly Wanted[] = [
  { name: 'fsync', fits: is('on'), otherwise: 'failure', why: 'what is acknowledged may be lost with the power' },
  { name: 'full_page_writes', fits: is('on'), otherwise: 'failure', why: 'a crash may tear pages' },
  {
    name: 'synchronous_commit',
    fits: (value) => ['on', 'remote_apply', 'local', 'remote_write'].includes(value),
    otherwise: 'failure',
    why: 'a message is acknowledged before it is on disk',
  },
  {
    name: 'wal_level',
    fits: isNot('minimal'),
    otherwise: 'warning',
    why: 'no standby and no base backup can be taken',
  },
  { name: 'data_checksums', fits: is('on'), otherwise: 'warning', why: 'a bad disk is noticed late' },
  {
    name: 'synchronous_standby_names',
    fits: isNot(''),
    otherwise: 'warning',
    why: 'after a failover to an asynchronous standby acknowledged messages may be missing',
  },
  {
    name: 'max_connections',
    fits: (value) => Number(value) >= 40,
    otherwise: 'warning',
    why: 'one hub process uses up to 40 connections',
  },
];

function judged({ name, fits, otherwise, why }: Wanted, value: string): Finding {
  if (fits(value)) return ok(`setting ${name}`, value === '' ? 'not set' : value);
  const sentence = `${value === '' ? 'not set' : value}: ${why}`;
  return otherwise === 'failure' ? failure(`setting ${name}`, sentence) : warning(`setting ${name}`, sentence);
}

function version(number: number): Finding {
  const major = Math.floor(number / 10_000);
  const check = 'server version';
  if (major < 15) return failure(check, `PostgreSQL ${major}; at least 15 is needed`);
  return major > 18 ? warning(check, `PostgreSQL ${major} has not been tried; 15 to 18 have`) : ok(check, `${major}`);
}

/** The settings of the database that the hub's promises rest on. */
export async function settings(sql: Sql): Promise<Finding[]> {
  const rows = await sql.rows<{ name: string; setting: string }>(
    'select s.name, s.setting from pg_settings s where s.name = any ($1)',
    [[...wanted.map(({ name }) => name), 'server_version_num', 'TimeZone']],
  );
  const value = new Map(rows.map(({ name, setting }) => [name, setting]));
  const zone = value.get('TimeZone') ?? '';
  return [
    version(Number(value.get('server_version_num'))),
    zone === 'UTC' ? ok('time zone', 'UTC') : failure('time zone', `sessions run in ${zone}, not in UTC`),
    ...wanted.map((each) => judged(each, value.get(each.name) ?? '')),
  ];
}
