import { appendFileSync, closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What has happened since the firm was made, so that a restarted sandbox is the one that stopped. An entry is on disk
 * before the request that caused it is answered.
 */
export class Journal<Entry> {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  /** The entries so far. A last line that a kill cut short was never answered, and is left out. */
  read(): Entry[] {
    if (!existsSync(this.file)) return [];
    const text = readFileSync(this.file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) {
      const handle = openSync(this.file, 'r+');
      ftruncateSync(handle, Buffer.byteLength(whole));
      closeSync(handle);
    }
    return whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Entry);
  }

  append(entry: Entry): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }
}
