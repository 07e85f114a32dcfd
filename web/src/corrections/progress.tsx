import type { CorrectionState } from './correction-state.tsx';
import styles from './progress.module.css';

const way = ['PLANNED', 'APPROVED', 'DELIVERING', 'CONFIRMED'] as const;
const names: Record<CorrectionState, string> = {
  PLANNED: 'Planned',
  APPROVED: 'Approved',
  DELIVERING: 'Delivering',
  CONFIRMED: 'Confirmed',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
  STALE: 'Out of date',
  NEEDS_HUMAN: 'Needs somebody',
};

/** Where a state stands on the way; what went off the way is put where it left. */
function placeOf(state: CorrectionState): number {
  if (state === 'REJECTED' || state === 'CANCELLED') return 1;
  if (state === 'STALE' || state === 'NEEDS_HUMAN') return 2;
  return way.indexOf(state);
}

type Standing = 'done' | 'here' | 'off' | 'ahead';

/** How one stretch of the way stands, seen from where the correction is. */
function standingOf(place: number, at: number, state: CorrectionState): Standing {
  if (place < at || (place === at && state === 'CONFIRMED')) return 'done';
  if (place > at) return 'ahead';
  return way.some((each) => each === state) ? 'here' : 'off';
}

/** The way of a correction, and how far this one has come. */
export function Progress({ state }: { state: CorrectionState }) {
  const at = placeOf(state);
  return (
    <ol className={styles['progress']} aria-label="Progress">
      {way.map((each, place) => {
        const standing = standingOf(place, at, state);
        return (
          <li key={each} data-standing={standing} aria-current={place === at ? 'step' : undefined}>
            {standing === 'off' ? names[state] : names[each]}
          </li>
        );
      })}
    </ol>
  );
}
