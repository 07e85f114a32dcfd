import { type Amount, digitsOf } from '../format/money.ts';
import styles from './money.module.css';

/** An exact amount with its currency. In a column, amounts line up at their decimal point. */
export function Money({ value, strong = false }: { value: Pick<Amount, 'formatted'> | null; strong?: boolean }) {
  if (value === null) return <span className={styles['none']}>not known</span>;
  const currency = value.formatted.slice(value.formatted.lastIndexOf(' ') + 1);
  return (
    <span className={styles['money']} data-strong={strong || undefined}>
      {digitsOf(value)} <span className={styles['currency']}>{currency}</span>
    </span>
  );
}

/** An amount in a row whose currency stands beside it already. Nothing at all is quiet. */
export function Figure({ value }: { value: Pick<Amount, 'formatted'> | null }) {
  if (value === null) return <span className={styles['none']}>not known</span>;
  const digits = digitsOf(value);
  return (
    <span className={styles['figure']} data-zero={/^[0.]+$/.test(digits) || undefined}>
      {digits}
    </span>
  );
}
