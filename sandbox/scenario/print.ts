import type { Compared, Planned } from './questions.ts';

function differing({ presence, attributes, label }: Compared): string[] {
  const missing = presence.filter(({ state }) => state === 'MISSING').map(({ system }) => `${system} has none`);
  const drifting = attributes
    .filter(({ values }) => values.some(({ drifts }) => drifts))
    .map(
      ({ attribute, values }) =>
        `${attribute}: ${values.map(({ system, value, drifts }) => `${system} ${value}${drifts ? ' ≠' : ''}`).join(', ')}`,
    );
  return [...missing, ...drifting].map((difference) => `  ${label.padEnd(28)} ${difference}`);
}

/** What differs between the systems, a line a difference. */
export function comparisonLines(records: readonly Compared[]): string[] {
  return records.flatMap(differing);
}

/** A plan, field by field. */
export function planLines({ steps }: Planned): string[] {
  return steps.flatMap(({ system, action, label, fields }) => [
    `  ${system}: ${action.toLowerCase()} ${label}`,
    ...fields.map(({ field, before, after }) => `      ${field}: ${before ?? '–'} → ${after ?? '–'}`),
  ]);
}
