import { IconClock, IconLock, IconLockOpen, IconLockPause, IconSend } from '@tabler/icons-react';
import { inWords } from '../format/words.ts';
import styles from './hold.module.css';
import { Ago } from './instant.tsx';
import { Tag, type Tone } from './tag.tsx';

/** How the stop of an invoice stands at its source. */
export interface Hold {
  state: 'NONE' | 'PROPOSED' | 'PENDING' | 'HELD' | 'RELEASE_PENDING';
  level: string | null;
  system: string | null;
  since: string | null;
}

const shown: Record<Hold['state'], { tone: Tone; icon: typeof IconLock; words: (system: string) => string }> = {
  NONE: { tone: 'plain', icon: IconLockOpen, words: () => 'Not held' },
  PROPOSED: { tone: 'warn', icon: IconClock, words: () => 'Not stopped yet' },
  PENDING: { tone: 'warn', icon: IconLockPause, words: (system) => `Hold asked of ${system}` },
  HELD: { tone: 'good', icon: IconLock, words: (system) => `Held in ${system}` },
  RELEASE_PENDING: { tone: 'warn', icon: IconLockPause, words: (system) => `Release asked of ${system}` },
};

const out = { tone: 'bad', icon: IconSend, words: () => 'Out already' } as const;

/** Whether an invoice is really stopped: held only once its source says so itself, and never when it is out. */
export function HoldState({ hold, status, full = false }: { hold: Hold; status: string | null; full?: boolean }) {
  const { tone, icon: Icon, words } = status === 'ISSUED' ? out : shown[hold.state];
  const { level, since, system } = hold;
  return (
    <span className={styles['hold']}>
      <Tag tone={tone} icon={<Icon size={13} stroke={1.9} aria-hidden="true" />}>
        {words(system ?? 'its source')}
      </Tag>
      {full && since !== null ? (
        <span className={styles['since']}>
          {level === null ? '' : `by ${inWords(level).toLowerCase()}, `}
          asked <Ago at={since} />
        </span>
      ) : null}
    </span>
  );
}
