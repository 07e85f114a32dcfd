import { Button } from '@mantine/core';
import { useState } from 'react';
import styles from './pager.module.css';

/** Where a reader is in a list that is paged by cursors. */
export interface Pages {
  after: string | undefined;
  page: number;
  next: (cursor: string) => void;
  back: () => void;
}

/** Keeps the cursors of the pages before; a list with another filter or order starts from its beginning. */
export function usePages(list: string): Pages {
  const [state, setState] = useState<{ list: string; cursors: string[] }>({ list, cursors: [] });
  const cursors = state.list === list ? state.cursors : [];
  return {
    after: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setState({ list, cursors: [...cursors, cursor] }),
    back: () => setState({ list, cursors: cursors.slice(0, -1) }),
  };
}

interface PagerProps {
  pages: Pages;
  size: number;
  shown: number;
  total: number;
  info: { endCursor: string | null; hasNextPage: boolean };
  what: string;
}

/** Which rows these are, of how many, and the way to the others. */
export function Pager({ pages, size, shown, total, info, what }: PagerProps) {
  const first = (pages.page - 1) * size + 1;
  const { endCursor } = info;
  return (
    <nav className={styles['pager']} aria-label={`Pages of ${what}`}>
      <p role="status">
        {shown === 0
          ? `0 of ${total.toLocaleString('en')}`
          : `${first}–${first + shown - 1} of ${total.toLocaleString('en')}`}{' '}
        {what}
      </p>
      {pages.page === 1 && !info.hasNextPage ? null : (
        <>
          <Button size="xs" variant="default" disabled={pages.page === 1} onClick={pages.back}>
            Previous
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!info.hasNextPage || endCursor === null}
            onClick={() => endCursor !== null && pages.next(endCursor)}
          >
            Next
          </Button>
        </>
      )}
    </nav>
  );
}
