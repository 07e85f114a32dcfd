import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { ActionForm } from '../parts/action-form.tsx';
import { Refused } from '../parts/refused.tsx';
import { drain } from './drain.graphql';
import { pause } from './pause.graphql';
import { resume } from './resume.graphql';
import styles from './systems-panel.module.css';
import type { System } from './systems-panel.tsx';

type Verb = 'pause' | 'drain' | 'resume';
type Direction = System['ways'][number]['direction'];

const hourMs = 3_600_000;

const verbs = {
  pause: { label: 'Pause', about: 'It stands still at once. What it tells is kept, in order.', done: 'stands still' },
  drain: { label: 'Drain', about: 'What has begun is finished, and nothing new is begun.', done: 'comes to rest' },
  resume: { label: 'Resume', about: 'It goes on where it was.', done: 'goes on' },
} as const;

const wayNames: readonly { value: Direction | ''; label: string }[] = [
  { value: '', label: 'Both ways' },
  { value: 'IN', label: 'What is read from it' },
  { value: 'OUT', label: 'What is sent to it' },
];

const ends = { 'when somebody resumes it': undefined, 'in an hour': 1, 'in 4 hours': 4, 'in a day': 24 } as const;

/** What the form says of how far a halt goes and how long it lasts. */
function askedIn(form: FormData) {
  const direction = wayNames.find(({ value }) => value !== '' && value === form.get('ways'))?.value || undefined;
  const hours = ends[String(form.get('ends')) as keyof typeof ends];
  return {
    direction,
    reason: String(form.get('why')),
    until: hours === undefined ? undefined : new Date(Date.now() + hours * hourMs).toISOString(),
  };
}

/** Asks which way, why and until when, and does it. */
function HaltForm({ system, verb, onDone }: { system: string; verb: Verb; onDone: () => void }) {
  const acts = { pause: useAct(pause), drain: useAct(drain), resume: useAct(resume) };
  const { label, about, done } = verbs[verb];
  const { running, refused } = acts[verb];
  async function submit(form: FormData): Promise<void> {
    const { until, ...input } = askedIn(form);
    const told = `${system} ${done}.`;
    const payload =
      verb === 'resume'
        ? await acts.resume.run({ system, ...input }, told)
        : await acts[verb].run({ system, ...input, until }, told);
    if (payload !== undefined) onDone();
  }
  return (
    <ActionForm onSubmit={(form) => void submit(form)} running={running} verb={`${label} ${system}`}>
      <p>{about}</p>
      <NativeSelect name="ways" label="Which way" data={[...wayNames]} />
      {verb === 'resume' ? null : <NativeSelect name="ends" label="It goes on" data={Object.keys(ends)} />}
      <TextInput name="why" label="Why" description="For whoever sees it, and for the audit log." required />
      <Refused why={refused} />
    </ActionForm>
  );
}

/** What an operator can do with a system: let it stand still, let it come to rest, let it go on. */
export function SystemActions({ system: { name, ways } }: { system: System }) {
  const [open, setOpen] = useState<Verb>();
  const place = useRef<HTMLElement>(null);
  const halted = ways.some(({ state }) => state !== 'RUNNING');
  const offered: readonly Verb[] = halted ? ['pause', 'drain', 'resume'] : ['pause', 'drain'];
  function close(): void {
    setOpen(undefined);
    // The button that opened the form may be gone by then; whoever goes by keyboard stays with the system.
    place.current?.focus();
  }
  return (
    <section ref={place} className={styles['actions']} tabIndex={-1} aria-label={`Actions on ${name}`}>
      <Group gap={8}>
        {offered.map((verb) => (
          <Button
            key={verb}
            size="compact-sm"
            variant="default"
            aria-expanded={open === verb}
            aria-label={`${verbs[verb].label}: ${name}`}
            onClick={() => setOpen(open === verb ? undefined : verb)}
          >
            {verbs[verb].label}
          </Button>
        ))}
      </Group>
      {open === undefined ? null : <HaltForm key={open} system={name} verb={open} onDone={close} />}
    </section>
  );
}
