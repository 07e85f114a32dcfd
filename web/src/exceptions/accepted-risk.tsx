import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { personText } from '../format/words.ts';
import { Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Refused } from '../parts/refused.tsx';
import { useMay, useReader } from '../session/viewer-context.tsx';
import { acceptRisk } from './accept-risk.graphql';
import styles from './accepted-risk.module.css';
import type { ExceptionAnswer } from './exception-detail.tsx';
import { rejectRisk } from './reject-risk.graphql';
import { withdrawRisk } from './withdraw-risk.graphql';

type Risk = ExceptionAnswer['riskAcceptances'][number];

/** What is asked for or stands, in a sentence. */
function RiskText({ risk }: { risk: Risk }) {
  const { state, maker, approver, amount, reason, expiresAt } = risk;
  return (
    <>
      <p>
        {state === 'ACCEPTED' ? (
          <>
            <strong>{personText(approver ?? '')}</strong> has accepted this risk, which {personText(maker)} had asked
            for,
          </>
        ) : (
          <>
            <strong>{personText(maker)}</strong> asks for this risk to be accepted
          </>
        )}{' '}
        until <Instant at={expiresAt} />
        {amount === null ? null : (
          <>
            , up to <Money value={amount} />
          </>
        )}
        .
      </p>
      <p className={styles['reason']}>{reason}</p>
    </>
  );
}

/** Why the reader is not the one to decide; undefined when they are. */
function useWhyNot({ maker }: Risk, effect: ExceptionAnswer['effect']): string | undefined {
  const { viewer } = useReader();
  const decides = useMay('accept:risks');
  const letsGo = useMay('accept:blocks');
  if (maker === viewer.id) return 'You have asked for it: somebody else has to decide.';
  if (!decides) return 'Somebody of finance, or an approver, decides on it.';
  return effect === 'BLOCK' && !letsGo ? 'It blocks an invoice: an approver decides on it.' : undefined;
}

function Decision({ risk, effect }: { risk: Risk; effect: ExceptionAnswer['effect'] }) {
  const [comment, setComment] = useState('');
  const [accepting, rejecting, withdrawing] = [useAct(acceptRisk), useAct(rejectRisk), useAct(withdrawRisk)];
  const reason = useWhyNot(risk, effect);
  const works = useMay('work:exceptions');
  const { id, version, state } = risk;
  const input = { id, version, ...(comment.trim() === '' ? {} : { comment: comment.trim() }) };
  const decides = state === 'REQUESTED' && reason === undefined;
  return (
    <>
      {state === 'REQUESTED' && reason !== undefined ? <p className={styles['reason']}>{reason}</p> : null}
      <Group gap={8} align="flex-end">
        {decides || works ? (
          <TextInput label="Comment" value={comment} onChange={(event) => setComment(event.currentTarget.value)} />
        ) : null}
        {decides ? (
          <>
            <Button loading={accepting.running} onClick={() => void accepting.run(input, 'The risk is accepted.')}>
              Accept
            </Button>
            <Button
              variant="default"
              loading={rejecting.running}
              onClick={() => void rejecting.run(input, 'The risk is refused.')}
            >
              Reject
            </Button>
          </>
        ) : null}
        {works ? (
          <Button
            variant="default"
            loading={withdrawing.running}
            onClick={() => void withdrawing.run(input, 'It is open again.')}
          >
            Take back
          </Button>
        ) : null}
      </Group>
      <Refused why={accepting.refused ?? rejecting.refused ?? withdrawing.refused} />
    </>
  );
}

/** The risk that is asked to be accepted, or is: what of it, by whom, until when, and the decision on it. */
export function AcceptedRisk({ exception: { riskAcceptances, effect } }: { exception: ExceptionAnswer }) {
  const risk = riskAcceptances.find(({ endedAt }) => endedAt === null);
  if (risk === undefined) return null;
  return (
    <section className={styles['risk']} aria-label="Accepted risk">
      <RiskText risk={risk} />
      <Decision risk={risk} effect={effect} />
    </section>
  );
}
