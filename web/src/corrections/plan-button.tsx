import { Button, Group, Modal, Textarea } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { correctionText } from '../format/words.ts';
import { Refused } from '../parts/refused.tsx';
import { useMay } from '../session/viewer-context.tsx';
import styles from './plan-button.module.css';
import { planCorrection } from './plan-correction.graphql';

interface PlanProps {
  type: 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'HOLD_INVOICE' | 'UNDO';
  /** What it is about: the id, and how people call it. */
  subject: string;
  label: string;
  /** Why, as a start. */
  reason: string;
  verb?: string;
}

/** Plans a correction and shows it field by field; nothing is changed before somebody else approves. */
export function PlanButton({ type, subject, label, reason, verb = 'Plan the correction' }: PlanProps) {
  const [open, setOpen] = useState(false);
  const { run, running, refused } = useAct(planCorrection);
  const navigate = useNavigate();
  if (!useMay('plan:corrections'))
    return <span className={styles['none']}>Finance and delivery plan corrections.</span>;

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const why = String(new FormData(event.currentTarget).get('reason'));
    const payload = await run({ type, subject, reason: why }, 'Planned. Nothing has been changed yet.');
    const id = payload?.correction?.id;
    if (id === undefined) return;
    setOpen(false);
    await navigate({ to: '/corrections/$id', params: { id } });
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>{verb}</Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={`${correctionText(type)}: ${label}`}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <form onSubmit={(event) => void submit(event)} className={styles['form']}>
          <p>
            The hub compares what each target has with the terms in force and plans the difference, field by field. You
            see it next; somebody else approves it; only then anything is written.
          </p>
          <Textarea name="reason" label="Why" defaultValue={reason} autosize minRows={2} required data-autofocus />
          <Refused why={refused} />
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={() => setOpen(false)}>
              Not now
            </Button>
            <Button type="submit" loading={running}>
              Plan it
            </Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
