import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** A process to keep running. It says `{ ready: … }` over IPC once it is. */
export interface Task {
  name: string;
  script: string;
  args: readonly string[];
  environment: Record<string, string | undefined>;
  logFile: string;
  say: (line: string) => void;
}

/** A process that is kept running until it is stopped. */
export interface Supervised {
  /** What it said when it was ready. Rejects when it ended before. */
  ready: Promise<unknown>;
  stop(): Promise<void>;
}

const pauseMs = 500;
const patienceMs = 15_000;
const mostRestarts = 10;

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
}

/** Starts a process and starts it again whenever it ends by itself. */
export function supervise({ name, script, args, environment, logFile, say }: Task): Supervised {
  let child: ChildProcess;
  let stopping = false;
  let restarts = 0;
  let ended: Promise<void>;
  let tellReady: (said: unknown) => void;
  let tellFailed: (error: Error) => void;
  const ready = new Promise<unknown>((resolve, reject) => {
    tellReady = resolve;
    tellFailed = reject;
  });

  function launch(): void {
    const log = openSync(logFile, 'a', 0o600);
    // Detached: Ctrl-C in the terminal reaches the supervisor alone, which stops the others in order. A child whose
    // supervisor is gone loses its IPC channel and stops by itself.
    child = fork(script, args, { env: environment, stdio: ['ignore', log, log, 'ipc'], detached: true });
    closeSync(log);
    let wasReady = false;
    child.on('message', (message) => {
      wasReady = true;
      tellReady((message as { ready: unknown }).ready);
    });
    ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        resolve();
        if (!stopping) void afterwards(wasReady, signal ?? `exit code ${code}`);
      });
    });
  }

  async function afterwards(wasReady: boolean, how: string): Promise<void> {
    restarts += 1;
    if ((!wasReady && restarts === 1) || restarts > mostRestarts) {
      tellFailed(new Error(`${name} ended (${how}). Its log ${logFile} says:\n${lastLines(logFile)}`));
      return;
    }
    say(`${name} ended (${how}); starting it again.`);
    await wait(pauseMs);
    if (!stopping) launch();
  }

  launch();
  return {
    ready,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(late);
    },
  };
}
