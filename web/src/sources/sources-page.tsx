import { useLiveQuery } from '../api/use-live-query.ts';
import { PageHead } from '../parts/panel.tsx';
import { Failed, Waiting } from '../parts/states.tsx';
import { useMay } from '../session/viewer-context.tsx';
import { ParkedMessages } from './parked-messages.tsx';
import { sources } from './sources.graphql';
import { StreamTable } from './stream-table.tsx';
import { SystemsPanel } from './systems-panel.tsx';

/** The systems that everything comes from, and how well each of their streams is known. */
export function SourcesPage() {
  const { data, failure, waiting, refresh } = useLiveQuery(sources, {}, { everyMs: 3000 });
  const reads = useMay('read:inbox');
  return (
    <>
      <PageHead title="Sources">
        A rule never takes silence for absence: it judges only up to where every stream that it reads is known.
      </PageHead>
      {failure === undefined ? null : <Failed failure={failure} retry={refresh} />}
      {waiting ? <Waiting what="the sources" rows={12} /> : null}
      {data === undefined ? null : (
        <>
          <SystemsPanel systems={data.systems} />
          <StreamTable streams={data.streams} />
        </>
      )}
      {reads ? <ParkedMessages /> : null}
    </>
  );
}
