import styles from './refused.module.css';

/** Why the hub did not do what it was asked. */
export function Refused({ why }: { why: string | undefined }) {
  return why === undefined ? null : (
    <p className={styles['refused']} role="alert">
      {why}
    </p>
  );
}
