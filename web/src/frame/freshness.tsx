import { Link } from '@tanstack/react-router';
import { Clock } from '../parts/instant.tsx';
import { useNow } from '../parts/use-now.ts';
import styles from './freshness.module.css';
import { type SourceFreshness, useFreshness } from './use-freshness.ts';

const lateAfterMs = 15 * 60_000;

function stateOf(sources: SourceFreshness, now: number): { tone: 'good' | 'warn' | 'bad'; words: string } {
  const { failing, loading, paused, knownThrough } = sources;
  if (failing.length > 0) return { tone: 'bad', words: `${failing.join(', ')} can’t be read` };
  if (loading.length > 0) return { tone: 'warn', words: `Taking in ${loading.join(', ')}` };
  if (paused.length > 0) return { tone: 'warn', words: `${paused.join(', ')} paused` };
  if (knownThrough !== undefined && now - Date.parse(knownThrough) > lateAfterMs)
    return { tone: 'warn', words: 'Sources are late' };
  return { tone: 'good', words: 'Sources current' };
}

/** How fresh the sources are, at a glance; the way to the details. */
export function FreshnessMark() {
  const sources = useFreshness();
  const now = useNow();
  if (sources === undefined) return null;
  const { tone, words } = stateOf(sources, now);
  return (
    <Link to="/sources" className={styles['freshness']} data-tone={tone}>
      <span className={styles['dot']} aria-hidden="true" />
      {words}
      {sources.knownThrough === undefined ? null : (
        <span className={styles['through']}>
          known through <Clock at={sources.knownThrough} />
        </span>
      )}
    </Link>
  );
}
