import { IconBolt, IconBoltOff } from '@tabler/icons-react';
import { useLiveState } from '../live/live-provider.tsx';
import styles from './live-mark.module.css';

const words = {
  connecting: 'Connecting',
  live: 'Live',
  reconnecting: 'Reconnecting: nothing is lost',
  ended: 'Signed out',
};

/** Whether alerts come in as they happen. */
export function LiveMark() {
  const { phase } = useLiveState();
  const Icon = phase === 'live' ? IconBolt : IconBoltOff;
  return (
    <span className={styles['live']} data-phase={phase} role="status">
      <Icon size={15} stroke={1.75} aria-hidden="true" />
      {words[phase]}
    </span>
  );
}
