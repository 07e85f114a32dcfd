import type { CompiledRule } from './compile.ts';
import type { Finding, Judgement } from './judge.ts';

/** What stands from before, as far as a new finding is compared with it. */
export interface StandingFinding {
  id: string;
  rule: string;
  rule_version: number;
  subject_id: string;
  severity: string;
  amount: string | null;
  currency: string | null;
  sentence: string;
  contract_id: string | null;
  invoice_id: string | null;
  effect: string;
}

/** An exception that stands, as far as judging needs to know it. */
export interface StandingException extends StandingFinding {
  status: string;
  version: number;
  legal_entity_id: number | null;
  correlation_id: string;
}

/** A finding with the words for it. */
export interface WordedFinding extends Finding {
  sentence: string;
}

/** What a judgement changes. */
export interface FindingDiff<Standing extends StandingFinding> {
  opened: WordedFinding[];
  changed: { standing: Standing; finding: WordedFinding }[];
  cleared: Standing[];
}

function sameFinding(standing: StandingFinding, finding: WordedFinding): boolean {
  return (
    standing.rule_version === finding.rule.rule.version &&
    standing.severity === finding.severity &&
    standing.amount === finding.amount &&
    standing.currency === finding.currency &&
    standing.sentence === finding.sentence &&
    standing.contract_id === finding.contractId &&
    standing.invoice_id === finding.invoiceId &&
    standing.effect === finding.rule.rule.effect
  );
}

const placeOf = (rule: string, subjectId: string) => `${rule} ${subjectId}`;

/**
 * The difference between what was found and what stands: what opens, what changes, what clears. What can't be
 * evaluated, and what a failed rule says nothing of, stays as it is.
 */
export function diffFindings<Standing extends StandingFinding>(
  judgement: Pick<Judgement, 'unknowns' | 'failures'>,
  rules: readonly CompiledRule[],
  findings: readonly WordedFinding[],
  standing: readonly Standing[],
): FindingDiff<Standing> {
  const open = new Map(standing.map((each) => [placeOf(each.rule, each.subject_id), each]));
  const untouched = new Set(judgement.unknowns.map((each) => placeOf(each.rule.rule.id, each.subjectId)));
  const failed = new Set(judgement.failures.map(({ rule }) => rule.rule.id));
  const judged = new Set(rules.map(({ rule }) => rule.id));
  const diff: FindingDiff<Standing> = { opened: [], changed: [], cleared: [] };
  for (const finding of findings) {
    const place = placeOf(finding.rule.rule.id, finding.subjectId);
    const known = open.get(place);
    open.delete(place);
    if (known === undefined) diff.opened.push(finding);
    else if (!sameFinding(known, finding)) diff.changed.push({ standing: known, finding });
  }
  for (const [place, each] of open) {
    if (judged.has(each.rule) && !failed.has(each.rule) && !untouched.has(place)) diff.cleared.push(each);
  }
  return diff;
}
