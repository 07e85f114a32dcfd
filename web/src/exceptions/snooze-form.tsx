import { NativeSelect, TextInput } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { ActionForm } from '../parts/action-form.tsx';
import { Refused } from '../parts/refused.tsx';
import type { ExceptionAnswer } from './exception-detail.tsx';
import { snooze } from './snooze.graphql';
import { snoozeWhile } from './snooze-while.graphql';

const hourMs = 3_600_000;

/** Until when, or until what, an exception can be put off. */
const choices = {
  'for 4 hours': { hours: 4 },
  'until tomorrow': { hours: 24 },
  'for a week': { hours: 168 },
  'until it gets worse': { condition: 'SEVERITY_RISES' },
  'until anything about it changes': { condition: 'JUDGEMENT_DIFFERS' },
  'until 3 business days before month-end': { condition: 'CLOSE_WITHIN', businessDays: 3 },
} as const;
type Choice = keyof typeof choices;

/** Puts an exception off. */
export function SnoozeForm({ exception: { id, version }, onDone }: { exception: ExceptionAnswer; onDone: () => void }) {
  const [forTime, forCondition] = [useAct(snooze), useAct(snoozeWhile)];
  async function submit(form: FormData): Promise<void> {
    const chosen = choices[String(form.get('until')) as Choice];
    const input = { id, version, comment: String(form.get('why')) };
    const done = 'It comes back by itself.';
    const put =
      'hours' in chosen
        ? forTime.run({ ...input, until: new Date(Date.now() + chosen.hours * hourMs).toISOString() }, done)
        : forCondition.run({ ...input, ...chosen }, done);
    if (await put) onDone();
  }
  return (
    <ActionForm onSubmit={(form) => void submit(form)} running={forTime.running || forCondition.running} verb="Snooze">
      <NativeSelect name="until" label="Put off" data={Object.keys(choices)} defaultValue="until tomorrow" />
      <TextInput name="why" label="Why it can wait" required />
      <Refused why={forTime.refused ?? forCondition.refused} />
    </ActionForm>
  );
}
