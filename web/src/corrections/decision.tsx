import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { counted, personText } from '../format/words.ts';
import { Refused } from '../parts/refused.tsx';
import { useMay, useReader } from '../session/viewer-context.tsx';
import { approve } from './approve.graphql';
import { cancel } from './cancel.graphql';
import type { Correction } from './correction.graphql';
import styles from './decision.module.css';
import { reject } from './reject.graphql';

type Decided = Pick<
  NonNullable<Correction['correction']>,
  'id' | 'version' | 'state' | 'maker' | 'approvals' | 'approvalsNeeded'
>;

const cancellable = new Set(['PLANNED', 'APPROVED', 'DELIVERING', 'NEEDS_HUMAN']);

/** Why the reader is not the one to decide; undefined when they are. */
function whyNot({ maker, approvals }: Decided, viewer: string, approves: boolean): string | undefined {
  if (maker === viewer) return 'You have planned this correction: somebody else has to approve it.';
  if (!approves) return 'An approver decides on this correction.';
  if (approvals.some(({ approver }) => approver === viewer))
    return 'You have decided already; another approver is needed.';
  return undefined;
}

/** The decision on a correction. Whoever planned it is never the one to approve it. */
export function Decision({ correction }: { correction: Decided }) {
  const { id, version, state, maker, approvals, approvalsNeeded } = correction;
  const [comment, setComment] = useState('');
  const { viewer } = useReader();
  const [approving, rejecting, cancelling] = [useAct(approve), useAct(reject), useAct(cancel)];
  const reason = whyNot(correction, viewer.id, useMay('approve:corrections'));
  const withdraws = useMay('plan:corrections') && cancellable.has(state);
  if (state !== 'PLANNED' && !withdraws) return null;
  const input = { id, version, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) };
  const given = approvals.filter(({ decision }) => decision === 'approved').length;
  return (
    <section className={styles['decision']} aria-label="Decision">
      {state === 'PLANNED' ? (
        <p>
          Planned by <strong>{personText(maker)}</strong>; {given} of {counted(approvalsNeeded, 'approval')} given.{' '}
          {reason}
        </p>
      ) : null}
      <Group gap={8} align="flex-end">
        <TextInput
          label="Comment"
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          w={280}
        />
        {state === 'PLANNED' && reason === undefined ? (
          <>
            <Button loading={approving.running} onClick={() => void approving.run(input, 'Approved.')}>
              Approve
            </Button>
            <Button
              variant="default"
              loading={rejecting.running}
              onClick={() => void rejecting.run(input, 'Rejected.')}
            >
              Reject
            </Button>
          </>
        ) : null}
        {withdraws ? (
          <Button
            variant="default"
            loading={cancelling.running}
            onClick={() => void cancelling.run(input, 'Withdrawn.')}
          >
            Withdraw
          </Button>
        ) : null}
      </Group>
      <Refused why={approving.refused ?? rejecting.refused ?? cancelling.refused} />
    </section>
  );
}
