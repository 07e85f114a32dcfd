import { tmpdir } from 'node:os';
import { runCommand } from '../src/command-line.ts';

/** What a command said, and how it ended. */
export interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs `throughline` with these words, as an operator would who has this environment. */
export async function throughline(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
  { input = '', folder = tmpdir() } = {},
): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCommand(args, {
    environment,
    folder,
    input: async () => input,
    print: (text) => void out.push(text),
    complain: (text) => void err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
