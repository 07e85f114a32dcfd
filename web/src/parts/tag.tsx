import type { ReactNode } from 'react';
import styles from './tag.module.css';

/** How something stands: always in words, the colour only helps. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

/** A word on how something stands. */
export function Tag({ tone = 'plain', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={styles['tag']} data-tone={tone}>
      {icon}
      {children}
    </span>
  );
}
