import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { SimulatedFirm } from './sandbox-config.ts';

/** A hub in a process of its own, so that it can be killed. */
export interface HubProcess {
  url(): string;
  /** Kills it (SIGKILL) and starts another, which is ready when this returns. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the compiled hub over a simulated firm. */
export async function hubProcess(firm: SimulatedFirm, databaseUrl: string): Promise<HubProcess> {
  let child: ChildProcess;
  let url = '';

  async function launch(): Promise<void> {
    child = fork(resolve('dist/src/main.js'), [], {
      env: { ...firm.environment(databaseUrl), LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [message] = (await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => {
        throw new Error('the hub ended before it was ready');
      }),
    ])) as [{ ready: string }];
    url = message.ready;
  }

  await launch();
  return {
    url: () => url,
    async killAndRestart() {
      child.kill('SIGKILL');
      if (child.signalCode === null) await once(child, 'exit');
      await launch();
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
