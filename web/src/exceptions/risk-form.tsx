import { NativeSelect, Textarea } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { ActionForm } from '../parts/action-form.tsx';
import { Refused } from '../parts/refused.tsx';
import type { ExceptionAnswer } from './exception-detail.tsx';
import { requestRisk } from './request-risk.graphql';

const dayMs = 86_400_000;
const terms = [
  { value: '7', label: 'for a week' },
  { value: '30', label: 'for a month' },
  { value: '91', label: 'for a quarter' },
  { value: '365', label: 'for a year' },
];

/** Asks somebody else to accept the risk of an exception. */
export function RiskForm({ exception: { id, version }, onDone }: { exception: ExceptionAnswer; onDone: () => void }) {
  const { run, running, refused } = useAct(requestRisk);
  async function submit(form: FormData): Promise<void> {
    const expiresAt = new Date(Date.now() + Number(form.get('days')) * dayMs).toISOString();
    const reason = String(form.get('reason'));
    if (await run({ id, version, reason, expiresAt }, 'Somebody else decides on it now.')) onDone();
  }
  return (
    <ActionForm onSubmit={(form) => void submit(form)} running={running} verb="Ask for it">
      <NativeSelect name="days" label="Accept it" data={terms} defaultValue="30" />
      <Textarea
        name="reason"
        label="Why the risk can be accepted"
        description="Somebody else decides. It opens again by itself when the time is over, or more is at stake."
        autosize
        minRows={2}
        required
      />
      <Refused why={refused} />
    </ActionForm>
  );
}
