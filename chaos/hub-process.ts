import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** What hub processes are started from. */
export interface Build {
  /** What it is called. */
  name: string;
  /** The compiled file that a hub process runs. */
  main: string;
  /** What its environment has besides or instead. */
  environment: Environment;
}

/** A hub in a process of its own, so that it can be killed, stopped and started again. */
export interface HubProcess {
  /** Where it is reached; undefined while it is not. */
  url(): string | undefined;
  /**
   * Starts it, with a clock that is so many seconds ahead if it is to be off, from this build unless another is given.
   * Resolves when it is ready; throws when it ended before.
   */
  start(clockAheadSeconds?: number, build?: Build): Promise<void>;
  /** Kills it (SIGKILL). */
  kill(): Promise<void>;
  /** Lets it stand still (SIGSTOP), as a virtual machine does that is being moved, until it may go on (SIGCONT). */
  freeze(): void;
  thaw(): void;
  /** Sends it a signal, SIGTERM unless named, and lets it go. Resolves with its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

const here = dirname(fileURLToPath(import.meta.url));

/** Where a compiled file is, by its path in the build: tests run this one uncompiled. */
export function compiled(path: string): string {
  return join(here, here.includes('dist') ? '..' : '../dist', path);
}

/** What hubs are started from unless they are told otherwise. */
export const thisBuild: Build = { name: 'this build', main: compiled('src/main.js'), environment: {} };

/** How a process of this environment is started whose clock is so many seconds ahead. */
export function withClock(environment: Environment, aheadSeconds: number) {
  if (aheadSeconds === 0) return { env: environment, execArgv: process.execArgv };
  const shift = pathToFileURL(compiled('chaos/shifted-clock.js')).href;
  return {
    env: { ...environment, CLOCK_AHEAD_SECONDS: String(aheadSeconds) },
    execArgv: [...process.execArgv, '--import', shift],
  };
}

/** A hub process of this environment, not yet started. It listens on whichever port is free. */
export function hubProcess(environment: Environment): HubProcess {
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
    async start(clockAheadSeconds = 0, { main, environment: more } = thisBuild) {
      const stdio: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc'];
      const started = fork(main, [], { ...withClock({ ...environment, ...more }, clockAheadSeconds), stdio });
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
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async stop(signal = 'SIGTERM') {
      child?.kill(signal);
      return ended();
    },
  };
}
