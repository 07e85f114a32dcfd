import type { ReactNode } from 'react';
import styles from './scroll-region.module.css';

// What scrolls has to be reached by the keyboard, or nobody without a mouse sees its end.
const reachable = { tabIndex: 0 };

/** Something wider than a small screen, or taller than one wants to read, which scrolls by itself. */
export function ScrollRegion({
  label,
  tall = false,
  children,
}: {
  label: string;
  tall?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={styles['region']} data-tall={tall || undefined} aria-label={label} {...reachable}>
      {children}
    </section>
  );
}
