import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildServer } from '../scripts/build.mjs';
import { messageOf } from '../src/domain/errors.ts';
import { type Build, compiled } from './hub-process.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const project = compiled('..');

/** Runs git in the project. Throws with what git complains about. */
function git(args: readonly string[], environment: Environment = {}): string {
  try {
    return execFileSync('git', args, {
      cwd: project,
      env: { ...process.env, ...environment },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  } catch (error) {
    throw new Error(`the project's history can't be asked: ${messageOf(error).split('\n').slice(1).join(' ').trim()}`);
  }
}

/**
 * The revision that the newest migration was landed on: the one before it among those that the project has gone through
 * itself, not among those of a branch. Throws where the history does not go back so far.
 */
export function revisionBefore(): string {
  const landed = ['log', '-1', '--first-parent', '-m', '--diff-filter=A', '--format=%H'];
  const newest = git([...landed, '--', 'migrations/[0-9]*.ts']);
  if (newest === '') throw new Error('no migration is in the history; say with --from what to upgrade from');
  return git(['rev-parse', '--verify', `${newest}^1`]);
}

/** Writes the files of a revision into an empty folder; what is checked out and staged stays as it is. */
function checkOut(revision: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const index = { GIT_INDEX_FILE: join(folder, '.index') };
  git(['read-tree', `${revision}^{tree}`], index);
  git(['checkout-index', '--all', `--prefix=${folder}/`], index);
}

/**
 * Builds a revision in a folder, with the packages that are installed here, for hubs of this environment: with the policies
 * and rules that the revision has. Throws when it can't be built with them.
 */
export function buildOf(revision: string, folder: string, environment: Environment): Build {
  checkOut(revision, folder);
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'), 'junction');
  if (!buildServer(folder, process.execPath, true)) throw new Error(`${revision} can't be built`);
  const config = JSON.parse(readFileSync(environment['HUB_CONFIG'] as string, 'utf8'));
  const own = join(folder, 'hub.config.json');
  const folders = { policies: join(folder, 'policies'), rules: join(folder, 'rules') };
  writeFileSync(own, JSON.stringify({ ...config, ...folders }));
  return {
    name: git(['rev-parse', '--short', revision]),
    main: join(folder, 'dist', 'src', 'main.js'),
    environment: { HUB_CONFIG: own },
  };
}
