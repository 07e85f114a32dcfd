import { execFile } from 'node:child_process';
import { compiled, withClock } from './hub-process.ts';
import type { Scene } from './scene.ts';

/**
 * Runs `throughline` with these words as an operator of the scene would, on a machine whose clock is so many seconds
 * ahead. Resolves with the object that it answers, whether or not it finds fault.
 */
export function throughline({ environment }: Scene, words: readonly string[], clockAheadSeconds = 0) {
  const { env, execArgv } = withClock(environment, clockAheadSeconds);
  const args = [...execArgv, compiled('src/throughline.js'), ...words, '--json'];
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    execFile(process.execPath, args, { env }, (error, out, complaint) => {
      if (out === '') reject(new Error(`throughline ${words.join(' ')}: ${complaint || error}`));
      else resolve(JSON.parse(out));
    });
  });
}

/** A finding of the doctor. */
export interface Finding {
  check: string;
  state: string;
  sentence: string;
}

/** What the doctor finds. */
export async function doctor(scene: Scene, clockAheadSeconds = 0): Promise<Finding[]> {
  const { findings } = await throughline(scene, ['doctor'], clockAheadSeconds);
  return findings as Finding[];
}
