import { HubError } from '../domain/errors.ts';
import type { RuleLife } from '../domain/rule-life.ts';
import { appendAudit } from '../entities/append-audit.ts';
import type { Sql } from '../entities/sql.ts';
import { sweepOnceLoaded } from './look-again.ts';
import { storedRule } from './rule-book.ts';
import { lockLives, type RuleVersion, ruleVersions, superseded, writeLives } from './rule-lives.ts';

/** What somebody wants a version to be. Without a version the one that it most likely is about is meant. */
export interface WantedLife {
  rule: string;
  version: number | undefined;
  life: RuleLife;
  reason: string;
}

const longestReason = 1000;

/** To retire is said of what is judged, anything else of what is newest. */
function meant(versions: readonly RuleVersion[], { version, life }: WantedLife): RuleVersion | undefined {
  if (version !== undefined) return versions.find((each) => each.version === version);
  const judged = (of: RuleLife) => versions.find((each) => each.life === of);
  return (life === 'retired' ? (judged('active') ?? judged('shadow')) : undefined) ?? versions[0];
}

function demandReason(reason: string): void {
  const { length } = reason.trim();
  if (length === 0 || length > longestReason) {
    throw new HubError('BAD_USER_INPUT', `reason: between 1 and ${longestReason} characters`);
  }
}

/** The version that is to change. Throws NOT_FOUND, CONFLICT or RULE_INVALID. */
async function demandChangeable(sql: Sql, wanted: WantedLife): Promise<RuleVersion> {
  const { rule, version, life } = wanted;
  const found = meant(await ruleVersions(sql, rule), wanted);
  if (found === undefined) {
    throw new HubError('NOT_FOUND', version === undefined ? `no rule ${rule}` : `${rule} has no version ${version}`);
  }
  if (found.life === life) throw new HubError('CONFLICT', `${rule} version ${found.version} is ${life} already`);
  if (life === 'draft') {
    throw new HubError('CONFLICT', 'a version does not become a draft again; write a new version of the rule');
  }
  // What was written for facts that have since changed their names can't be judged by any more.
  if (life !== 'retired') await storedRule(sql, rule, found.version);
  return found;
}

/**
 * Changes what a version of a rule is, in the history and in the audit log, and has the book judged by it. Whatever was
 * active or in shadow in its place is retired. Returns the version as it is now; throws NOT_FOUND, CONFLICT,
 * RULE_INVALID or BAD_USER_INPUT.
 */
export async function setLife(sql: Sql, wanted: WantedLife, by: string, correlationId: string): Promise<RuleVersion> {
  demandReason(wanted.reason);
  await lockLives(sql);
  const before = await demandChangeable(sql, wanted);
  const { rule, version } = before;
  const change = { rule, version, life: wanted.life, reason: wanted.reason.trim() };
  const changes = [...superseded(await ruleVersions(sql, rule), change), change];
  await writeLives(sql, changes, by, correlationId);
  await appendAudit(
    sql,
    changes.map((each) => ({
      actor: by,
      action: `rule.${each.life}`,
      subject: `${rule} version ${each.version}`,
      detail: { reason: each.reason, ...(each === change ? { before: before.life } : {}) },
      legalEntityId: null,
      correlationId,
    })),
  );
  await sweepOnceLoaded(sql, correlationId);
  const after = (await ruleVersions(sql, rule)).find((each) => each.version === version);
  return after as RuleVersion;
}
