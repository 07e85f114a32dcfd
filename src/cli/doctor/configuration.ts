import { isIP } from 'node:net';
import type { CliConfig } from '../command.ts';
import { type Finding, none, ok } from './finding.ts';

function isLoopbackHost(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '');
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** The waits of the sandbox are far too short for a real system, which would be polled and written to at its pace. */
export function configuration({ timing, systems }: CliConfig): Finding[] {
  if (timing !== 'sandbox') return [ok('timing', timing)];
  const called = systems.flatMap(({ name, baseUrl }) => (baseUrl === undefined ? [] : { name, url: new URL(baseUrl) }));
  const remote = called.filter(({ url }) => !isLoopbackHost(url.hostname));
  return [
    none(
      'timing',
      remote.map(({ name, url }) => `${name} (${url.hostname})`),
      'sandbox, and every system is on this machine',
      'the sandbox profile is refused against systems that are not on this machine',
    ),
  ];
}
