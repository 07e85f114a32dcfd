import type { ReactNode } from 'react';
import styles from './scroll-region.module.css';

// What scrolls has to be reached by the keyboard, or nobody without a mouse sees its end.
const reachable = { tabIndex: 0 };

/** Something wider than a small screen, which scrolls by itself. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className={styles['region']} aria-label={label} {...reachable}>
      {children}
    </section>
  );
}
