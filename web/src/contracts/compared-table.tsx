import { VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconPoint } from '@tabler/icons-react';
import { isFigure, valueText } from '../format/values.ts';
import { inWords, roleText } from '../format/words.ts';
import { Ago } from '../parts/instant.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import styles from './compared-table.module.css';
import type { Compared } from './differences.ts';

type Presence = Compared['presence'][number];
type Attribute = Compared['attributes'][number];

const presenceWords: Record<Presence['state'] | 'APART', string> = {
  APART: 'keeps none of these',
  PRESENT: '',
  MISSING: 'has no record of it',
  UNKNOWN: 'not read completely yet',
};

/** A system as a column: how it has the thing, if it is one that keeps such things. */
export type SystemColumn = Pick<Presence, 'system' | 'role'>;

/** The systems that have any of these things, in the order in which money goes through them. */
export function systemColumns(records: readonly Compared[]): SystemColumn[] {
  const all = records.flatMap(({ presence }) => presence);
  return [...new Map(all.map(({ system, role }) => [system, { system, role }])).values()].toSorted(
    (one, other) => places.indexOf(one.role) - places.indexOf(other.role),
  );
}

const places = ['crm', 'clm', 'psa', 'delivery', 'time', 'expense', 'erp'];

function System({ column, presence }: { column: SystemColumn; presence: Presence | undefined }) {
  const { system, role } = column;
  const state = presence?.state ?? 'APART';
  return (
    <th scope="col" data-state={state}>
      <span className={styles['role']}>{roleText(role)}</span> {system}
      <span className={styles['key']} title={presence?.linkedBy ?? undefined}>
        {presence?.key ?? presenceWords[state]}
      </span>
    </th>
  );
}

function Cell({ attribute, system: name, state }: { attribute: Attribute; system: string; state: string }) {
  const found = attribute.values.find(({ system }) => system === name);
  if (found === undefined) {
    return (
      <td data-nothing>
        <VisuallyHidden>{state === 'PRESENT' ? 'does not say' : 'no record'}</VisuallyHidden>
      </td>
    );
  }
  const { value, owner, drifts, since } = found;
  return (
    <td data-drifts={drifts || undefined} data-figure={isFigure(attribute.attribute) || undefined}>
      {drifts ? <IconAlertTriangle size={14} stroke={1.9} role="img" aria-label="disagrees" /> : null}
      <span className={styles['value']}>{valueText(attribute.attribute, value)}</span>
      {owner ? <IconPoint size={16} className={styles['owner']} role="img" aria-label="owns it" /> : null}
      {since === null ? null : (
        <span className={styles['since']}>
          since <Ago at={since} />
        </span>
      )}
    </td>
  );
}

/** One thing side by side: a row for each attribute, a column for each system. */
export function ComparedTable({
  record,
  attributes,
  systems,
}: {
  record: Compared;
  attributes: readonly Attribute[];
  systems: readonly SystemColumn[];
}) {
  const presenceOf = (system: string) => record.presence.find((presence) => presence.system === system);
  const label = `${inWords(record.kind)} ${record.label} in each system`;
  return (
    <ScrollRegion label={label}>
      <table className={styles['table']}>
        <caption>
          <VisuallyHidden>{label}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            <td />
            {systems.map((column) => (
              <System key={column.system} column={column} presence={presenceOf(column.system)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {attributes.map((attribute) => (
            <tr key={attribute.attribute}>
              <th scope="row">{inWords(attribute.attribute)}</th>
              {systems.map(({ system }) => (
                <Cell key={system} attribute={attribute} system={system} state={presenceOf(system)?.state ?? 'APART'} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
