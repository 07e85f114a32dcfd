import type { SideBySide } from './side-by-side.graphql';

/** One thing as every system has it. */
export type Compared = NonNullable<SideBySide['contract']>['sideBySide'][number];

/** Attributes on which a system disagrees with their owner. */
export function driftsOf(record: Compared): Compared['attributes'] {
  return record.attributes.filter(({ values }) => values.some(({ drifts }) => drifts));
}

/** Systems that should have a record of it and have none. */
export function missingIn(record: Compared): string[] {
  return record.presence.filter(({ state }) => state === 'MISSING').map(({ system }) => system);
}

/** Whether the systems disagree about it in any way. */
export function differs(record: Compared): boolean {
  return driftsOf(record).length > 0 || missingIn(record).length > 0;
}
