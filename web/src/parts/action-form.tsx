import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import styles from './action-form.module.css';

/** What is asked before something is done. */
export function ActionForm({
  onSubmit,
  children,
  running,
  verb,
}: {
  onSubmit: (form: FormData) => void;
  children: ReactNode;
  running: boolean;
  verb: string;
}) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  }
  return (
    <form onSubmit={submit} className={styles['form']}>
      {children}
      <Button type="submit" loading={running}>
        {verb}
      </Button>
    </form>
  );
}
