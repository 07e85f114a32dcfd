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

const presenceWords: Record<Presence['state'], string> = {
  PRESENT: '',
  MISSING: 'has no record of it',
  UNKNOWN: 'not read completely yet',
};

function System({ presence: { system, role, state, key, linkedBy } }: { presence: Presence }) {
  return (
    <th scope="col" data-state={state}>
      <span className={styles['role']}>{roleText(role)}</span> {system}
      <span className={styles['key']} title={linkedBy ?? undefined}>
        {state === 'PRESENT' ? key : presenceWords[state]}
      </span>
    </th>
  );
}

function Cell({ attribute, presence }: { attribute: Attribute; presence: Presence }) {
  const found = attribute.values.find(({ system }) => system === presence.system);
  if (found === undefined) {
    return (
      <td data-nothing>
        <VisuallyHidden>{presence.state === 'PRESENT' ? 'does not say' : presenceWords[presence.state]}</VisuallyHidden>
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
export function ComparedTable({ record, attributes }: { record: Compared; attributes: readonly Attribute[] }) {
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
            {record.presence.map((presence) => (
              <System key={presence.system} presence={presence} />
            ))}
          </tr>
        </thead>
        <tbody>
          {attributes.map((attribute) => (
            <tr key={attribute.attribute}>
              <th scope="row">{inWords(attribute.attribute)}</th>
              {record.presence.map((presence) => (
                <Cell key={presence.system} attribute={attribute} presence={presence} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
