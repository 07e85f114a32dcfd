import { Link } from '@tanstack/react-router';
import { inWords } from '../format/words.ts';
import { alertText } from '../live/alert-text.ts';
import type { Alert } from '../live/follow-alerts.ts';
import { useLiveState } from '../live/live-provider.tsx';
import { Clock } from '../parts/instant.tsx';
import styles from './activity.module.css';

const mostShown = 30;

function toneOf({ type, payload }: Alert): string {
  if (/cleared|confirmed|released/.test(type)) return 'good';
  if (/opened/.test(type)) return payload['effect'] === 'block' ? 'bad' : 'warn';
  return 'plain';
}

/** What has happened since the page was opened, and while it was cut off. */
export function Activity() {
  const { recent, phase } = useLiveState();
  return (
    <aside className={styles['activity']} aria-label="Activity">
      <h2>Activity</h2>
      {recent.length === 0 ? (
        <p className={styles['calm']}>
          {phase === 'live'
            ? 'Nothing has happened since you opened the page. It appears here as it does.'
            : 'Connecting …'}
        </p>
      ) : null}
      <ol aria-live="polite" aria-relevant="additions">
        {recent.slice(0, mostShown).map((alert) => (
          <li key={alert.id} data-tone={toneOf(alert)}>
            <p className={styles['type']}>
              {inWords(alert.type)} <Clock at={alert.at} />
            </p>
            <p>{alertText(alert)}</p>
          </li>
        ))}
      </ol>
      {recent.length > mostShown ? (
        <p className={styles['calm']}>
          Older ones are with their <Link to="/exceptions">exceptions</Link>.
        </p>
      ) : null}
    </aside>
  );
}
