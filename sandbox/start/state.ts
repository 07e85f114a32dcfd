import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The firm that the sandbox stands for: the same seed and day make the same firm. */
export interface FirmChoice {
  seed: number;
  today: string;
}

/** What other commands need to know of a running Throughline. */
export interface Running {
  pid: number;
  url: string;
  control?: string | undefined;
  demoKey?: string | undefined;
  /** What other processes need in their environment to reach the same hub: `throughline …` reads it. */
  environment: Record<string, string | undefined>;
}

/** The folder `.throughline`: all that a start leaves behind for the next one. */
export class State {
  readonly folder: string;
  readonly sandbox: string;
  readonly logs: string;
  readonly config: string;
  private readonly running: string;

  constructor(root: string) {
    this.folder = join(root, '.throughline');
    this.sandbox = join(this.folder, 'sandbox');
    this.logs = join(this.folder, 'logs');
    this.config = join(this.folder, 'hub.config.json');
    this.running = join(this.folder, 'running.json');
    mkdirSync(this.logs, { recursive: true });
  }

  /** The firm of the last start, if there was one. */
  firm(): FirmChoice | undefined {
    const file = join(this.sandbox, 'firm.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as FirmChoice) : undefined;
  }

  /** Forgets the firm of the last start and begins with this one. */
  begin(firm: FirmChoice): void {
    rmSync(this.sandbox, { recursive: true, force: true });
    mkdirSync(this.sandbox, { recursive: true });
    this.write(join(this.sandbox, 'firm.json'), firm);
  }

  /** The key in the personas' sign-in links: made once, so that links stay good over restarts. */
  demoKey(): string {
    const file = join(this.folder, 'demo-key');
    if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600 });
    return readFileSync(file, 'utf8').trim();
  }

  /** What runs from this folder now, if anything does. */
  runningNow(): Running | undefined {
    if (!existsSync(this.running)) return undefined;
    const running = JSON.parse(readFileSync(this.running, 'utf8')) as Running;
    try {
      process.kill(running.pid, 0);
      return running;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM' ? running : undefined;
    }
  }

  declareRunning(running: Running): void {
    this.write(this.running, running);
  }

  declareStopped(): void {
    rmSync(this.running, { force: true });
  }

  /** Writes what only this user may read: it may hold keys. */
  write(file: string, content: object): void {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }
}
