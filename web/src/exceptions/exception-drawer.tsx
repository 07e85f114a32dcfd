import { Drawer } from '@mantine/core';
import { useLiveQuery } from '../api/use-live-query.ts';
import { Empty, Failed, Waiting } from '../parts/states.tsx';
import { exception } from './exception.graphql';
import { ExceptionDetail } from './exception-detail.tsx';

function Answer({ id }: { id: string }) {
  const { data, failure, waiting, refresh } = useLiveQuery(exception, { id });
  const found = data?.exceptions.nodes[0];
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (waiting) return <Waiting what="the exception" rows={9} />;
  return found === undefined ? (
    <Empty title="There is no such exception">It does not exist, or you may not see it.</Empty>
  ) : (
    <ExceptionDetail exception={found} />
  );
}

/** One exception beside the list that it was opened from. */
export function ExceptionDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={640}
      title="Exception"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id === undefined ? null : <Answer id={id} />}
    </Drawer>
  );
}
