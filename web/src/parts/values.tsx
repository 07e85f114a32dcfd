import type { ReactNode } from 'react';
import styles from './values.module.css';

/** Named values, one under the other. */
export function Values({ values }: { values: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className={styles['values']}>
      {values.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
