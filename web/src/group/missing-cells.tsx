import { IconAlertTriangle, IconFilter } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import styles from './missing-cells.module.css';
import type { Cell } from './use-group.ts';

const listed = (names: readonly string[]) => names.join(', ');

/** Which cells have not answered, why, and the way to sums of the others. */
export function MissingCells({ cells }: { cells: readonly Cell[] }) {
  const missing = cells.filter(({ answered }) => !answered);
  const others = cells.filter(({ answered }) => answered).map(({ name }) => name);
  if (missing.length === 0) return null;
  return (
    <div className={styles['notice']} data-tone="bad" role="status">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden="true" />
      <div>
        {missing.map(({ name, legalEntities, reason, code }) => (
          <p key={name}>
            <strong>{name}</strong> ({listed(legalEntities.map((entity) => entity.code))}) has not answered: {reason}{' '}
            <span className={styles['code']}>{code}</span>
          </p>
        ))}
        <p>
          A sum of some cells is not one of the group: there is none while a cell is missing.{' '}
          {others.length === 0 ? null : (
            <Link to="/group" search={(before) => ({ ...before, cells: others.join(',') })}>
              Add up {listed(others)} alone
            </Link>
          )}
        </p>
      </div>
    </div>
  );
}

/** Which cells are not in the figures because the reader has chosen others, and the way back to all. */
export function LeftOutCells({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div className={styles['notice']} role="status">
      <IconFilter size={18} stroke={1.75} aria-hidden="true" />
      <p>
        <strong>{listed(names)}</strong> {names.length === 1 ? 'is' : 'are'} left out: this is not the whole group.{' '}
        <Link to="/group" search={({ cells: _cells, ...rest }) => rest}>
          Ask every cell
        </Link>
      </p>
    </div>
  );
}
