import { TextInput } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { personText } from '../format/words.ts';
import { ActionForm } from '../parts/action-form.tsx';
import { Refused } from '../parts/refused.tsx';
import { useReader } from '../session/viewer-context.tsx';
import { assign } from './assign.graphql';
import type { ExceptionAnswer } from './exception-detail.tsx';

/** Says who works on an exception. */
export function AssignForm({
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
    <ActionForm onSubmit={(form) => void submit(form)} running={running} verb="Assign">
      <TextInput
        name="assignee"
        label="Who works on it"
        description="Empty for nobody."
        defaultValue={assignee ?? viewer.id}
        data-autofocus
      />
      <Refused why={refused} />
    </ActionForm>
  );
}
