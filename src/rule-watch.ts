import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { messageOf } from './domain/errors.ts';
import type { FactPolicy } from './rules/fact-query.ts';
import { takePolicy } from './rules/policy-in-force.ts';
import { filesBelow } from './rules/rule-files.ts';
import { tryRules } from './rules/take-rules.ts';
import { type Loop, startLoop } from './schedule/loop.ts';

const lookEveryMs = 1000;

/** What the folder looks like from outside: equal as long as nobody has touched a file. */
function lookAt(folder: string): string {
  try {
    return filesBelow(folder)
      .map((path) => {
        const { size, mtimeMs, ino } = statSync(path);
        return `${path} ${size} ${mtimeMs} ${ino}`;
      })
      .join('\n');
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * Takes the rules in anew whenever their folder has changed and then rested for a look. It looks instead of being told:
 * not every file system tells. `onTaken` is called when there is something to be judged anew.
 */
function watchRules(folder: string, database: DataSource, log: Logger, onTaken: () => void): Loop {
  // What the hub took in when it started may have changed before this: the first look has it taken in once more.
  let taken = '';
  let seen = taken;

  async function take(): Promise<void> {
    const outcome = await tryRules(database, folder, 'hub');
    if ('problem' in outcome) {
      log.error({ problem: outcome.problem }, 'the rules can not be taken in; judging goes on by those from before');
      return;
    }
    const changes = outcome.changes.map(({ rule, version, life }) => `${rule} version ${version} is ${life}`);
    if (changes.length === 0) return;
    log.info({ changes }, 'rules were taken in');
    onTaken();
  }

  return startLoop({
    name: 'rules',
    pollMs: lookEveryMs,
    async work() {
      const now = lookAt(folder);
      const rests = now === seen;
      seen = now;
      if (now === taken || !rests) return 0;
      await take();
      taken = now;
      return 0;
    },
    onError: (stage, error) => log.error({ stage, error: messageOf(error) }, 'a stage failed'),
  });
}

const policyEveryMs = 60_000;

/** Has the book judged anew when other tolerances come into force: after a start with other files, or by their date. */
function watchPolicy(database: DataSource, policy: FactPolicy, log: Logger, onTaken: () => void): Loop {
  return startLoop({
    name: 'policy',
    pollMs: policyEveryMs,
    async work() {
      if (await takePolicy(database, policy)) {
        log.info('other tolerances are in force');
        onTaken();
      }
      return 0;
    },
    onError: (stage, error) => log.error({ stage, error: messageOf(error) }, 'a stage failed'),
  });
}

/** Watches all that rules are judged by: their folder, and the policy. */
export function watchJudging(
  folder: string,
  policy: FactPolicy,
  database: DataSource,
  log: Logger,
  onTaken: () => void,
): { stop(): Promise<void> } {
  const watching = [watchRules(folder, database, log, onTaken), watchPolicy(database, policy, log, onTaken)];
  return {
    async stop() {
      for (const loop of watching) await loop.stop();
    },
  };
}
