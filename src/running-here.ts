import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const running = z.object({
  pid: z.int().positive(),
  url: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
});

/** A Throughline that was started from a folder: where it is, and the environment that reaches it. */
export interface RunningHere {
  url: string;
  environment: Record<string, string>;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The Throughline that `npm start` runs from this folder now, if one does: it leaves a note in `.throughline/`. */
export function runningHere(folder: string): RunningHere | undefined {
  const note = join(folder, '.throughline', 'running.json');
  if (!existsSync(note)) return undefined;
  const parsed = running.safeParse(JSON.parse(readFileSync(note, 'utf8')));
  return parsed.success && alive(parsed.data.pid) ? parsed.data : undefined;
}
