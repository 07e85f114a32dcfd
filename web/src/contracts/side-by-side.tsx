import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useLiveQuery } from '../api/use-live-query.ts';
import { counted, inWords } from '../format/words.ts';
import { Panel } from '../parts/panel.tsx';
import { Failed, Waiting } from '../parts/states.tsx';
import { Tag } from '../parts/tag.tsx';
import { ComparedTable, type SystemColumn, systemColumns } from './compared-table.tsx';
import { type Compared, differs, driftsOf, missingIn } from './differences.ts';
import { sideBySide } from './side-by-side.graphql';
import styles from './side-by-side.module.css';

function Verdict({ record }: { record: Compared }) {
  const drifts = driftsOf(record);
  const missing = missingIn(record);
  const unknown = record.presence.some(({ state }) => state === 'UNKNOWN');
  return (
    <span className={styles['verdict']}>
      {drifts.length === 0 ? null : (
        <Tag tone="bad">
          {counted(drifts.length, 'attribute')} differ{drifts.length === 1 ? 's' : ''}
        </Tag>
      )}
      {missing.length === 0 ? null : <Tag tone="bad">missing in {missing.join(', ')}</Tag>}
      {unknown ? <Tag tone="warn">not every system is known</Tag> : null}
      {drifts.length + missing.length === 0 && !unknown ? <Tag tone="good">all agree</Tag> : null}
    </span>
  );
}

function Record({ record, all, systems }: { record: Compared; all: boolean; systems: readonly SystemColumn[] }) {
  const drifts = driftsOf(record);
  return (
    <details className={styles['record']} open={all || differs(record)}>
      <summary>
        <span className={styles['kind']}>{inWords(record.kind)}</span>
        <span className={styles['label']}>{record.label}</span>
        <Verdict record={record} />
      </summary>
      <ComparedTable
        record={record}
        attributes={all || drifts.length === 0 ? record.attributes : drifts}
        systems={systems}
      />
    </details>
  );
}

/** The contract, its milestones and projects as each system has them, what differs first. */
export function SideBySidePanel({ contract }: { contract: string }) {
  const [all, setAll] = useState(false);
  const { data, failure, waiting, refresh } = useLiveQuery(sideBySide, { id: contract });
  const records = data?.contract?.sideBySide ?? [];
  const systems = systemColumns(records);
  const ordered = [...records.filter(differs), ...records.filter((record) => !differs(record))];
  return (
    <Panel
      title="Side by side"
      note="What each system says. A dot marks the owner of an attribute; who disagrees with the owner is marked, with since when."
      actions={
        <Switch
          size="xs"
          label="Every attribute"
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      }
    >
      {failure === undefined ? null : <Failed failure={failure} retry={refresh} />}
      {waiting ? <Waiting what="what the systems say" /> : null}
      {ordered.map((record) => (
        <Record key={`${record.id} ${differs(record)}`} record={record} all={all} systems={systems} />
      ))}
    </Panel>
  );
}
