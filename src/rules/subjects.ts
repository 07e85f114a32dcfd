/**
 * The text of a query about subjects, `$n::uuid[]` being their ids or null for all. Where there are ids it does not ask
 * whether there are, so that a plan can be kept that goes by the index.
 */
export function forSubjects(text: string, subjectIds: readonly string[] | null): string {
  return subjectIds === null ? text : text.replaceAll(/\$\d+::uuid\[\] is null or /g, '');
}
