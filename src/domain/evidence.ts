import { z } from 'zod';
import { isKind } from './kinds.ts';

/** Names of query parameters that let whoever has the link in. */
const keysToTheHouse =
  /^(access_?token|api_?key|auth|code|key|pass(word|wd)?|pwd|secret|sig(nature)?|token|x-amz-.+)$/i;

const isPrintable = (text: string) => !/[\s\p{C}]/u.test(text);

/** What is wrong with a link as evidence; undefined where nothing is. */
function complaintOf(text: string): string | undefined {
  if (!isPrintable(text) || !URL.canParse(text)) return 'not a URL';
  const { protocol, username, password, searchParams } = new URL(text);
  if (protocol !== 'https:') return 'only https';
  if (username !== '' || password !== '') return 'a URL must not carry a name or a password';
  const key = [...searchParams.keys()].find((each) => keysToTheHouse.test(each));
  return key === undefined ? undefined : `a URL must not carry what lets its reader in: ${key}`;
}

const link = z
  .string()
  .max(2000)
  .superRefine((text, context) => {
    const complaint = complaintOf(text);
    if (complaint !== undefined) context.addIssue({ code: 'custom', message: complaint });
  });
const label = z.string().trim().min(1).max(200).optional();

/** What bears out a comment: a document somewhere, or a record here. */
export const evidence = z.union([
  z.strictObject({ url: link, label }),
  z.strictObject({
    record: z.strictObject({ kind: z.string().refine(isKind, 'no such kind'), id: z.uuid() }),
    label,
  }),
]);
/** What bears out a comment. */
export type Evidence = z.infer<typeof evidence>;

/** So much may be named at once. */
export const mostEvidence = 10;
