/** What a check found. A warning is for somebody to think about; a failure is for somebody to mend. */
export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failure';
  sentence: string;
}

/** A check that holds. */
export function ok(check: string, sentence: string): Finding {
  return { check, state: 'ok', sentence };
}

/** Something to think about. */
export function warning(check: string, sentence: string): Finding {
  return { check, state: 'warning', sentence };
}

/** Something to mend. */
export function failure(check: string, sentence: string): Finding {
  return { check, state: 'failure', sentence };
}

/** Holds when nothing is wrong, otherwise fails and names what is, a few of them. */
export function none(check: string, wrong: readonly string[], fine: string, bad: string): Finding {
  if (wrong.length === 0) return ok(check, fine);
  const named = wrong.slice(0, 5).join(', ');
  return failure(check, `${bad}: ${named}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}`);
}
