import type { ReactNode } from 'react';
import type { LiveAnswer } from '../api/use-live-query.ts';
import { Pager, type Pages } from './pager.tsx';
import { Empty, Failed, Waiting } from './states.tsx';

/** One page of a list as the API gives it. */
interface ListPage<Row> {
  nodes: readonly Row[];
  totalCount: number;
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
}

/** How many rows a page of a list has. */
const pageSize = 50;

/** A list with everything that can become of it: it is waited for, fails, is empty, has one page or many. */
export function Listed<Row>({
  answer,
  page,
  pages,
  what,
  none,
  children,
}: {
  answer: Pick<LiveAnswer<unknown>, 'failure' | 'waiting' | 'refresh'>;
  page: ListPage<Row> | undefined;
  pages: Pages;
  what: string;
  none: ReactNode;
  children: (rows: readonly Row[]) => ReactNode;
}) {
  const { failure, waiting, refresh } = answer;
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (waiting || page === undefined) return <Waiting what={what} rows={10} />;
  return (
    <>
      {page.nodes.length === 0 ? <Empty title="Nothing fits">{none}</Empty> : children(page.nodes)}
      <Pager
        pages={pages}
        size={pageSize}
        shown={page.nodes.length}
        total={page.totalCount}
        info={page.pageInfo}
        what={what}
      />
    </>
  );
}
