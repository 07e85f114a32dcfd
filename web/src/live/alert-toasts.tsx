import { useEffect } from 'react';
import { tell } from '../parts/tell.ts';
import { useMay, useReader } from '../session/viewer-context.tsx';
import { alertText } from './alert-text.ts';
import type { Alert } from './follow-alerts.ts';
import { useLiveFeed } from './live-provider.tsx';

const mostSingly = 3;

interface Toast {
  title: string;
  color: string;
}

const shared: Readonly<Record<string, Toast>> = {
  'invoice.held': { title: 'Held at its source', color: 'petrol' },
  'invoice.released': { title: 'Released', color: 'green' },
  'correction.confirmed': { title: 'Correction confirmed', color: 'green' },
  'correction.rejected': { title: 'Correction rejected', color: 'yellow' },
  'correction.needs_human': { title: 'A correction needs somebody', color: 'red' },
};

/** What of an alert is worth interrupting somebody for; the rest only changes what is on the page. */
function toastOf({ type, payload }: Alert, approves: boolean, viewer: string): Toast | undefined {
  if (type === 'exception.opened' || type === 'exception.reopened') {
    return payload['effect'] === 'block' ? { title: 'Invoice blocked', color: 'red' } : undefined;
  }
  if (type === 'correction.planned') {
    return approves && payload['maker'] !== viewer ? { title: 'Waits for your approval', color: 'petrol' } : undefined;
  }
  // A hold is told of when its source has it.
  return payload['type'] === 'holdInvoice' ? undefined : shared[type];
}

/** Tells of what matters while one looks at something else. */
export function AlertToasts() {
  const feed = useLiveFeed();
  const approves = useMay('approve:corrections');
  const { id } = useReader().viewer;
  useEffect(
    () =>
      feed.listen(({ events }) => {
        const told = events.flatMap((alert) => {
          const toast = toastOf(alert, approves, id);
          return toast === undefined ? [] : [{ ...toast, id: alert.id, message: alertText(alert) }];
        });
        if (told.length <= mostSingly) for (const each of told) tell({ ...each, autoClose: 9000 });
        else tell({ title: `${told.length} alerts`, message: 'They are in the list of activity.' });
      }),
    [feed, approves, id],
  );
  return null;
}
