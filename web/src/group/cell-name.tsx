import { Link } from '@tanstack/react-router';
import { Tag } from '../parts/tag.tsx';
import styles from './cell-name.module.css';
import type { GroupLine } from './use-group.ts';

/** What a line is of. The name of a cell shows it alone. */
export function CellName({ line: { cell }, all }: { line: GroupLine; all: string }) {
  if (cell === undefined) return <span className={styles['name']}>{all}</span>;
  const { name, legalEntities, answered } = cell;
  return (
    <>
      <Link to="/group" search={(before) => ({ ...before, cells: name })} className={styles['name']}>
        {name}
      </Link>{' '}
      <span className={styles['soft']} title={legalEntities.map((entity) => entity.name).join(', ')}>
        {legalEntities.map(({ code }) => code).join(', ')}
      </span>
      {answered ? null : (
        <p>
          <Tag tone="bad">Has not answered</Tag>
        </p>
      )}
    </>
  );
}
