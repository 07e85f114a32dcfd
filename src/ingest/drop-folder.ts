import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogue, HubError, messageOf } from '../domain/errors.ts';
import type { DroppedFile, TakenFile } from './file-drop.ts';
import { type Manifest, readManifest } from './file-manifest.ts';

const suffix = '.manifest.json';
const mostManifestBytes = 4 * 1024 * 1024;

/** What became of one manifest of a folder. */
export interface DropOutcome {
  manifest: string;
  taken?: TakenFile;
  /** Why the pair was put aside. */
  failure?: HubError;
}

/** Takes in one file that is described by its manifest. */
export type TakeDropped = (file: DroppedFile) => Promise<TakenFile>;

/** Reads the manifest at a path. Throws UNREADABLE where it is none. */
export async function manifestAt(path: string, now: Date): Promise<Manifest> {
  const entry = await lstat(path).catch(() => undefined);
  if (entry?.isFile() !== true) throw new HubError('UNREADABLE', `manifest: there is no file ${path}`);
  if (entry.size > mostManifestBytes)
    throw new HubError('BODY_TOO_LARGE', `manifest: more than ${mostManifestBytes} bytes`);
  return readManifest(await readFile(path, 'utf8'), now);
}

async function exists(path: string): Promise<boolean> {
  // A link could lead out of the folder, to a file that nobody dropped.
  return (await lstat(path).catch(() => undefined))?.isFile() === true;
}

/** Moves a file out of the way; one of the same name that was put there before is kept beside it. */
async function moveAway(folder: string, name: string, to: string, stamp: string): Promise<void> {
  const target = join(folder, to);
  await mkdir(target, { recursive: true });
  const taken = await lstat(join(target, name)).catch(() => undefined);
  await rename(join(folder, name), join(target, taken === undefined ? name : `${stamp}-${name}`));
}

async function putAside(folder: string, names: readonly string[], to: 'done' | 'failed', now: Date): Promise<void> {
  const stamp = now.toISOString().replace(/[:.]/g, '-');
  for (const name of names) if (await exists(join(folder, name))) await moveAway(folder, name, to, stamp);
}

async function tellWhy(folder: string, name: string, error: HubError, now: Date): Promise<void> {
  const { code, message } = error;
  const reason = { manifest: name, code, sentence: catalogue[code].sentence, message, at: now.toISOString() };
  await mkdir(join(folder, 'failed'), { recursive: true });
  await writeFile(join(folder, 'failed', `${name}.reason.json`), `${JSON.stringify(reason, null, 2)}\n`);
}

/** Takes one pair in. A failure that another try may heal leaves it where it is. */
async function takePair(folder: string, name: string, take: TakeDropped, now: Date): Promise<DropOutcome | undefined> {
  let file: string | undefined;
  try {
    const manifest = await manifestAt(join(folder, name), now);
    file = manifest.file;
    // The manifest is to come last; a file that is not there yet will be there the next time.
    if (!(await exists(join(folder, file)))) return undefined;
    const taken = await take({ path: join(folder, file), manifest, by: 'drop-folder' });
    await putAside(folder, [file, name], 'done', now);
    return { manifest: name, taken };
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    if (error.retryable || error.code === 'CONFLICT') return undefined;
    await tellWhy(folder, name, error, now);
    await putAside(folder, file === undefined ? [name] : [file, name], 'failed', now);
    return { manifest: name, failure: error };
  }
}

/**
 * Takes in every pair of manifest and file that lies in a folder, each once: what is in goes to `done`, what can't be
 * used to `failed` with the reason beside it. Whatever else is thrown, as when the database is away, leaves the rest for
 * the next time.
 */
export async function sweepDropFolder(folder: string, take: TakeDropped, now: () => Date): Promise<DropOutcome[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort();
  const outcomes: DropOutcome[] = [];
  for (const name of names) {
    const outcome = await takePair(folder, name, take, now());
    if (outcome !== undefined) outcomes.push(outcome);
  }
  return outcomes;
}

/** Where the manifest of a file lies unless somebody says otherwise: `hours.csv` has `hours.manifest.json`. */
export function manifestBeside(path: string): string {
  return `${path.replace(/\.[^./\\]+$/, '')}${suffix}`;
}

/** Says what went wrong with a pair, for the log. */
export function failureOf({
  manifest,
  failure,
}: DropOutcome): { manifest: string; code: string; error: string } | undefined {
  return failure === undefined ? undefined : { manifest, code: failure.code, error: messageOf(failure) };
}
