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

/** What the reader may decide on. */
interface Rights {
  approve: boolean;
  accept: boolean;
}

const shared: Readonly<Record<string, Toast>> = {
  'invoice.held': { title: 'Held at its source', color: 'petrol' },
  'invoice.released': { title: 'Released', color: 'green' },
  'correction.confirmed': { title: 'Correction confirmed', color: 'green' },
  'correction.rejected': { title: 'Correction rejected', color: 'yellow' },
  'correction.needs_human': { title: 'A correction needs somebody', color: 'red' },
};

/** What waits for a decision of somebody else than whoever brought it, and the toast of that. */
const decisions: Readonly<Record<string, { right: keyof Rights; by: string; title: string }>> = {
  'correction.planned': { right: 'approve', by: 'maker', title: 'Waits for your approval' },
  'exception.risk_requested': { right: 'accept', by: 'actor', title: 'A risk waits for your decision' },
};

/** What of an alert is worth interrupting somebody for; the rest only changes what is on the page. */
function toastOf({ type, payload }: Alert, may: Rights, viewer: string): Toast | undefined {
  if (type === 'exception.opened' || type === 'exception.reopened') {
    return payload['effect'] === 'block' ? { title: 'Invoice blocked', color: 'red' } : undefined;
  }
  const decision = decisions[type];
  if (decision !== undefined) {
    const { right, by, title } = decision;
    return may[right] && payload[by] !== viewer ? { title, color: 'petrol' } : undefined;
  }
  // A hold is told of when its source has it.
  return payload['type'] === 'holdInvoice' ? undefined : shared[type];
}

/** Tells of what matters while one looks at something else. */
export function AlertToasts() {
  const feed = useLiveFeed();
  const approve = useMay('approve:corrections');
  const accept = useMay('accept:risks');
  const { id } = useReader().viewer;
  useEffect(
    () =>
      feed.listen(({ events }) => {
        const told = events.flatMap((alert) => {
          const toast = toastOf(alert, { approve, accept }, id);
          return toast === undefined ? [] : [{ ...toast, id: alert.id, message: alertText(alert) }];
        });
        if (told.length <= mostSingly) for (const each of told) tell({ ...each, autoClose: 9000 });
        else tell({ title: `${told.length} alerts`, message: 'They are in the list of activity.' });
      }),
    [feed, approve, accept, id],
  );
  return null;
}
