import { Button, Group, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { personText } from '../format/words.ts';
import { Refused } from '../parts/refused.tsx';
import { useMay, useReader } from '../session/viewer-context.tsx';
import { acknowledge } from './acknowledge.graphql';
import { assign } from './assign.graphql';
import { comment as commentOn } from './comment.graphql';
import styles from './exception-actions.module.css';
import type { ExceptionAnswer } from './exception-detail.tsx';
import { snooze } from './snooze.graphql';

type Verb = 'assign' | 'snooze' | 'comment';

const hourMs = 3_600_000;
const lengths = [
  { value: '4', label: 'for 4 hours' },
  { value: '24', label: 'until tomorrow' },
  { value: '168', label: 'for a week' },
];

function Form({
  onSubmit,
  children,
  running,
  verb,
}: {
  onSubmit: (form: FormData) => void;
  children: ReactNode;
  running: boolean;
  verb: string;
}) {
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  }
  return (
    <form onSubmit={submit} className={styles['form']}>
      {children}
      <Button type="submit" loading={running}>
        {verb}
      </Button>
    </form>
  );
}

function AssignForm({
  exception: { id, version, assignee },
  onDone,
}: {
  exception: ExceptionAnswer;
  onDone: () => void;
}) {
  const { run, running, refused } = useAct(assign);
  const { viewer } = useReader();
  async function submit(form: FormData): Promise<void> {
    const to = String(form.get('assignee')).trim();
    const done = to === '' ? 'Nobody works on it now.' : `${personText(to)} works on it now.`;
    if (await run({ id, version, ...(to === '' ? {} : { assignee: to }) }, done)) onDone();
  }
  return (
    <Form onSubmit={(form) => void submit(form)} running={running} verb="Assign">
      <TextInput
        name="assignee"
        label="Who works on it"
        description="Empty for nobody."
        defaultValue={assignee ?? viewer.id}
        data-autofocus
      />
      <Refused why={refused} />
    </Form>
  );
}

function SnoozeForm({ exception: { id, version }, onDone }: { exception: ExceptionAnswer; onDone: () => void }) {
  const { run, running, refused } = useAct(snooze);
  async function submit(form: FormData): Promise<void> {
    const until = new Date(Date.now() + Number(form.get('hours')) * hourMs).toISOString();
    if (await run({ id, version, until, comment: String(form.get('why')) }, 'It comes back by itself.')) onDone();
  }
  return (
    <Form onSubmit={(form) => void submit(form)} running={running} verb="Snooze">
      <NativeSelect name="hours" label="Put off" data={lengths} defaultValue="24" />
      <TextInput name="why" label="Why it can wait" required />
      <Refused why={refused} />
    </Form>
  );
}

function CommentForm({ exception: { id }, onDone }: { exception: ExceptionAnswer; onDone: () => void }) {
  const { run, running, refused } = useAct(commentOn);
  async function submit(form: FormData): Promise<void> {
    if (await run({ id, comment: String(form.get('comment')) }, 'Your comment is in the history.')) onDone();
  }
  return (
    <Form onSubmit={(form) => void submit(form)} running={running} verb="Comment">
      <Textarea name="comment" label="What there is to say" autosize minRows={2} required />
      <Refused why={refused} />
    </Form>
  );
}

const forms = { assign: AssignForm, snooze: SnoozeForm, comment: CommentForm };

/** What somebody can do with an exception: say that it is seen, take it on, put it off, say something. */
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
          disabled={status === 'ACKNOWLEDGED'}
          loading={seen.running}
          onClick={() => void seen.run({ id, version }, 'Acknowledged.')}
        >
          Acknowledge
        </Button>
        {(['assign', 'snooze', 'comment'] as const).map((verb) => (
          <Button key={verb} variant="default" aria-expanded={open === verb} onClick={() => toggle(verb)}>
            {verb.charAt(0).toUpperCase() + verb.slice(1)}
          </Button>
        ))}
      </Group>
      <Refused why={seen.refused} />
      {Chosen === undefined ? null : <Chosen exception={exception} onDone={() => setOpen(undefined)} />}
    </section>
  );
}
