import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from '@jest/globals';

let child: ChildProcess;
afterEach(() => void child.kill('SIGKILL'));

/** A process that has come as far as this. */
async function at(slow: string, wanted: string): Promise<void> {
  child = fork('test/process-to-stop.ts', [slow], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  await said(wanted);
}

async function said(wanted: string): Promise<void> {
  for (;;) {
    const [message] = await once(child, 'message');
    if (message === wanted) return;
  }
}

/** A process that is only waited for keeps its channel; its end is what counts. */
const ended = async () => (await once(child, 'exit')) as [number | null, string | null];

it.each(['SIGTERM', 'SIGINT'] as const)('stops what runs and exits with 0 when told by %s', async (signal) => {
  await at('nothing', 'started');
  const stopped = said('stopping');
  child.kill(signal);
  await stopped;
  expect(await ended()).toEqual([0, null]);
});

it('exits with 0 when it is told while it is starting', async () => {
  await at('start', 'starting');
  child.kill('SIGTERM');
  expect(await ended()).toEqual([0, null]);
});

it('stops when the process that started it is gone', async () => {
  await at('nothing', 'started');
  child.disconnect();
  expect(await ended()).toEqual([0, null]);
});

it('exits at once, and not with 0, when it is told again', async () => {
  await at('stop', 'started');
  const stopping = said('stopping');
  child.kill('SIGTERM');
  await stopping;
  child.kill('SIGTERM');
  expect(await ended()).toEqual([1, null]);
});
