import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { Refused } from '../parts/refused.tsx';
import { useMay } from '../session/viewer-context.tsx';
import { acknowledge } from './acknowledge.graphql';
import { AssignForm } from './assign-form.tsx';
import { CommentForm } from './comment-form.tsx';
import styles from './exception-actions.module.css';
import type { ExceptionAnswer } from './exception-detail.tsx';
import { RiskForm } from './risk-form.tsx';
import { SnoozeForm } from './snooze-form.tsx';

type Verb = 'assign' | 'snooze' | 'comment' | 'risk';

const verbs: readonly (readonly [Verb, string])[] = [
  ['assign', 'Assign'],
  ['snooze', 'Snooze'],
  ['comment', 'Comment'],
  ['risk', 'Accept the risk'],
];

const forms = { assign: AssignForm, snooze: SnoozeForm, comment: CommentForm, risk: RiskForm };

/**
 * What somebody can do with an exception: say that it is seen, take it on, put it off, say something, ask for its risk to
 * be accepted.
 */
export function ExceptionActions({ exception }: { exception: ExceptionAnswer }) {
  const [open, setOpen] = useState<Verb>();
  const seen = useAct(acknowledge);
  const { id, version, status } = exception;
  if (!useMay('work:exceptions')) return <p className={styles['none']}>Your role can read this, not act on it.</p>;
  const toggle = (verb: Verb) => setOpen((before) => (before === verb ? undefined : verb));
  const Chosen = open === undefined ? undefined : forms[open];
  return (
    <section className={styles['actions']} aria-label="Actions">
      <Group gap={8}>
        <Button
          variant="default"
          disabled={status === 'ACKNOWLEDGED' || status === 'ACCEPTED'}
          loading={seen.running}
          onClick={() => void seen.run({ id, version }, 'Acknowledged.')}
        >
          Acknowledge
        </Button>
        {verbs
          .filter(([verb]) => status !== 'ACCEPTED' || verb === 'assign' || verb === 'comment')
          .map(([verb, label]) => (
            <Button key={verb} variant="default" aria-expanded={open === verb} onClick={() => toggle(verb)}>
              {label}
            </Button>
          ))}
      </Group>
      <Refused why={seen.refused} />
      {Chosen === undefined ? null : <Chosen exception={exception} onDone={() => setOpen(undefined)} />}
    </section>
  );
}
