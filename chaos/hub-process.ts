import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A hub in a process of its own, so that it can be killed, stopped and started again. */
export interface HubProcess {
  /** Where it is reached; undefined while it is not. */
  url(): string | undefined;
  /** Starts it. Resolves when it is ready; throws when it ended before. */
  start(): Promise<void>;
  /** Kills it (SIGKILL). */
  kill(): Promise<void>;
  /** Sends it a signal, SIGTERM unless named, and lets it go. Resolves with its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

const here = dirname(fileURLToPath(import.meta.url));
const compiled = join(here, here.includes('dist') ? '../src/main.js' : '../dist/src/main.js');

/** A hub process of this environment, not yet started. It listens on whichever port is free. */
export function hubProcess(environment: Readonly<Record<string, string | undefined>>): HubProcess {
  let child: ChildProcess | undefined;
  let url: string | undefined;

  async function ended(): Promise<number | null> {
    const process = child;
    if (process === undefined) return null;
    if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
    return process.exitCode;
  }

  return {
    url: () => url,
    async start() {
      const started = fork(compiled, [], { env: environment, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child = started;
      started.once('exit', () => {
        if (child === started) url = undefined;
      });
      const [message] = (await Promise.race([
        once(started, 'message'),
        once(started, 'exit').then(() => {
          throw new Error('the hub ended before it was ready');
        }),
      ])) as [{ ready: string }];
      url = message.ready;
    },
    async kill() {
      url = undefined;
      child?.kill('SIGKILL');
      await ended();
    },
    async stop(signal = 'SIGTERM') {
      child?.kill(signal);
      return ended();
    },
  };
}
