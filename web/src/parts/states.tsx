import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Failure } from '../api/client.ts';
import styles from './states.module.css';

/** Rows where an answer will be. */
export function Waiting({ rows = 6, what }: { rows?: number; what: string }) {
  return (
    <div className={styles['waiting']} role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: rows }, (_unused, row) => `row ${row}`).map((row) => (
        <Skeleton key={row} height={16} radius={3} />
      ))}
    </div>
  );
}

/** What went wrong, with its code, and a way on. */
export function Failed({ failure, retry }: { failure: Failure; retry: () => void }) {
  return (
    <div className={styles['failed']} role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden="true" />
      <div>
        <p className={styles['message']}>{failure.message}</p>
        <p className={styles['code']}>
          {failure.code}
          {failure.id === undefined ? '' : ` · ${failure.id}`}
        </p>
      </div>
      <Button variant="default" size="xs" onClick={retry}>
        Try again
      </Button>
    </div>
  );
}

/** Why there is nothing here, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      <p className={styles['title']}>{title}</p>
      {children === undefined ? null : <div className={styles['next']}>{children}</div>}
    </div>
  );
}

/** A page about something that is not there, for this reader at least. */
export function Missing({ what, children }: { what: string; children?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      <h1>There is no such {what}</h1>
      <div className={styles['next']}>{children ?? 'It does not exist, or you may not see it.'}</div>
    </div>
  );
}
