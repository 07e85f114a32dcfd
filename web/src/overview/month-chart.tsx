import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import styles from './month-chart.module.css';
import type { FlowLine } from './use-backlog-to-cash.ts';

const mostMonths = 24;

/** What happened in each month, stage by stage. The table below it says the same exactly, also to whoever can't see it. */
export function MonthChart({ lines, currency }: { lines: readonly FlowLine[]; currency: string }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let close: (() => void) | undefined;
    let wanted = true;
    const months = lines
      .filter(({ focus }) => focus.month !== undefined)
      .slice(0, mostMonths)
      .reverse();
    void import('./draw-months.ts').then(({ drawMonths }) => {
      if (wanted) close = drawMonths(element, months, currency, scheme);
    });
    return () => {
      wanted = false;
      close?.();
    };
  }, [lines, currency, scheme]);
  return <div ref={place} className={styles['chart']} aria-hidden="true" />;
}
