import { Link } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { counts } from './counts.graphql';
import styles from './navigation.module.css';
import { usePlaces } from './places.ts';

/** How much waits behind a place. */
function useCounts(): Partial<Record<string, number>> {
  const { data } = useLiveQuery(counts, {});
  if (data === undefined) return {};
  return {
    '/blocked': data.blockedTotals.reduce((total, { count }) => total + count, 0),
    '/corrections': data.corrections.totalCount,
  };
}

/** The places of the page, with what waits there. */
export function Navigation() {
  const waiting = useCounts();
  const places = usePlaces();
  return (
    <nav className={styles['navigation']} aria-label="Main">
      <Link to="/" className={styles['mark']}>
        <img src="/mark.svg" alt="" width="26" height="26" />
        Throughline
      </Link>
      <ul>
        {places.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              <Icon size={17} stroke={1.6} aria-hidden="true" />
              <span>{name}</span>
              {waiting[to] ? <span className={styles['count']}>{waiting[to]}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
      <a className={styles['explorer']} href="/graphiql">
        API explorer
      </a>
    </nav>
  );
}
