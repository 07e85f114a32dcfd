import { execFileSync } from 'node:child_process';
import { holds } from './quiet.ts';

const patienceMs = 60_000;

function childrenOf(parent: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [pid: number, ppid: number])
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid);
}

/** Whether a process of that number is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Kills a process and its children, none of which sees the others go (SIGKILL). Returns how many they were. */
export async function killWhole(parent: number): Promise<number> {
  // Stopped, it starts nobody in the place of those that are killed, and tells nobody to end.
  process.kill(parent, 'SIGSTOP');
  const all = [...childrenOf(parent), parent];
  for (const pid of all) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  if (!(await holds(async () => !isAlive(parent), patienceMs))) throw new Error(`process ${parent} does not end`);
  return all.length;
}
