import { Textarea, TextInput } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { ActionForm } from '../parts/action-form.tsx';
import { Refused } from '../parts/refused.tsx';
import { comment as commentOn } from './comment.graphql';
import { commentWithEvidence } from './comment-with-evidence.graphql';
import type { ExceptionAnswer } from './exception-detail.tsx';

/** Says something about an exception, with a document that bears it out. */
export function CommentForm({ exception: { id }, onDone }: { exception: ExceptionAnswer; onDone: () => void }) {
  const [plain, borneOut] = [useAct(commentOn), useAct(commentWithEvidence)];
  async function submit(form: FormData): Promise<void> {
    const url = String(form.get('url')).trim();
    const said = { id, comment: String(form.get('comment')) };
    const done = 'Your comment is in the history.';
    if (await (url === '' ? plain.run(said, done) : borneOut.run({ ...said, url }, done))) onDone();
  }
  return (
    <ActionForm onSubmit={(form) => void submit(form)} running={plain.running || borneOut.running} verb="Comment">
      <Textarea name="comment" label="What there is to say" autosize minRows={2} required />
      <TextInput
        name="url"
        type="url"
        label="Evidence"
        description="The https address of a document, if there is one."
      />
      <Refused why={plain.refused ?? borneOut.refused} />
    </ActionForm>
  );
}
