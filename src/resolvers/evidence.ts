import { HubError } from '../domain/errors.ts';
import { type Evidence, evidence, mostEvidence } from '../domain/evidence.ts';
import type { Evidence as ShownEvidence } from '../schema/exception.ts';
import type { EvidenceInput } from '../schema/exception-acts.ts';
import { decodeId, encodeId } from '../schema/ids.ts';

/** An input without what was left out or said to be nothing. */
export function withoutBlanks(input: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));
}

/** Reads evidence from outside. Throws BAD_USER_INPUT with the place and what is wrong there. */
export function readEvidence(given: readonly EvidenceInput[]): Evidence[] {
  if (given.length > mostEvidence) throw new HubError('BAD_USER_INPUT', `evidence: at most ${mostEvidence} at once`);
  return given.map((each, place) => {
    const { recordId, ...rest } = withoutBlanks(each);
    const read = evidence.safeParse(typeof recordId === 'string' ? { ...rest, record: decodeId(recordId) } : rest);
    if (read.success) return read.data;
    const complaint = 'url' in rest && recordId === undefined ? urlComplaint(read.error.issues) : undefined;
    throw new HubError(
      'BAD_USER_INPUT',
      `evidence.${place}: ${complaint ?? 'name either a url or a recordId, and at most a label of 200 characters besides'}`,
    );
  });
}

/** What was found wrong with an address. */
function urlComplaint(issues: readonly { path: PropertyKey[]; message: string }[]): string | undefined {
  const all = issues.flatMap((issue) => ('errors' in issue ? (issue.errors as (typeof issues)[]).flat() : [issue]));
  return all.find(({ path }) => path[0] === 'url')?.message;
}

/** Evidence as the API shows it. */
export function shownEvidence(each: Evidence): ShownEvidence {
  const label = each.label ?? null;
  if ('url' in each) return { url: each.url, recordId: null, kind: null, label };
  const { kind, id } = each.record;
  return { url: null, recordId: encodeId(kind, id), kind, label };
}
