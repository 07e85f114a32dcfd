import { useLiveQuery } from '../api/use-live-query.ts';
import { type Freshness, freshness } from './freshness.graphql';

/** How the sources stand as a whole. */
export interface SourceFreshness {
  /** Everything is in up to here (ISO 8601); undefined where a source is not known at all yet. */
  knownThrough: string | undefined;
  failing: string[];
  loading: string[];
  paused: string[];
}

const everyMs = 10_000;

/** Sums up the streams: the whole is known only as far as the stream that is known least far. */
function freshnessOf(streams: Freshness['streams']): SourceFreshness {
  const systems = (chosen: Freshness['streams']) => [...new Set(chosen.map(({ system }) => system))];
  const known = streams.map(({ knownThrough }) => knownThrough ?? '');
  const least = known.toSorted()[0];
  return {
    knownThrough: least === '' ? undefined : least,
    failing: systems(streams.filter(({ failingSince }) => failingSince !== null)),
    loading: systems(streams.filter(({ baseline }) => baseline !== 'complete')),
    paused: systems(streams.filter(({ paused }) => paused)),
  };
}

/** How the sources stand, asked again every few seconds. */
export function useFreshness(): SourceFreshness | undefined {
  const { data } = useLiveQuery(freshness, {}, { everyMs });
  return data === undefined ? undefined : freshnessOf(data.streams);
}
