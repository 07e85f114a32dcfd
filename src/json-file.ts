import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { HubError, messageOf } from './domain/errors.ts';

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HubError('CONFIG_INVALID', `${file}: ${messageOf(error)}`);
  }
}

/** What a file says, checked. Throws CONFIG_INVALID with the file, the places in it and what is wrong there. */
export function readJson<T>(file: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parsed(file));
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
  throw new HubError('CONFIG_INVALID', `${file}: ${issues.join('; ')}`);
}
