import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../src/domain/errors.ts';

/** A disk of its own, so that it can be filled up. */
export interface SmallDisk {
  folder: string;
  /** Takes all the room that there is. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  remove(): void;
}

const remedy =
  'Run it as root on Linux, in a container with the right to mount (docker run --cap-add SYS_ADMIN), and start again.';
// The last bytes are taken by what is as small as what a database asks for.
const chunks = [1024 * 1024, 4096];

function fillWith(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (const size of chunks) writeUntilFull(file, Buffer.alloc(size));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, chunk: Buffer): void {
  for (;;) {
    try {
      writeSync(file, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}

/** Mounts a disk in memory that belongs to whom a folder belongs to. Throws, naming the remedy, where nothing may be mounted. */
export function smallDisk(megabytes: number, owned: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-disk-'));
  const { uid, gid } = statSync(owned);
  const options = `size=${megabytes}m,mode=700,uid=${uid},gid=${gid}`;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    rmdirSync(folder);
    throw new Error(`This machine lets no small disk be mounted: ${messageOf(error).trim()}\n${remedy}`, {
      cause: error,
    });
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fillWith(ballast),
    free: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}
