import { z } from 'zod';
import { HubError } from '../domain/errors.ts';

const instant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .refine((text) => text >= '1970', 'before 1970');

/** A file beside the manifest: a bare name, so that it can't lie anywhere else. */
const fileName = z
  .string()
  .max(255)
  .regex(/^[^/\\\0]+$/, 'a file name without a path')
  .refine((name) => name !== '.' && name !== '..', 'a file name');

const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal number as text, e.g. "1250.50"');
const mostGroups = 10_000;

const controlTotal = z.union([
  z.strictObject({ column: z.string(), total: decimal }),
  z.strictObject({
    column: z.string(),
    /** The column whose values make the groups; together they are the whole file. */
    by: z.string(),
    totals: z
      .record(z.string(), decimal)
      .refine((totals) => Object.keys(totals).length <= mostGroups, 'too many groups'),
  }),
]);

const manifest = z
  .strictObject({
    file: fileName,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'lower-case hex'),
    /** Data rows, the header not counted. */
    rows: z.int().nonnegative(),
    stream: z.string(),
    /** A file of `policies/mappings`, by its name. */
    mapping: z.string(),
    /** When the file was made: the version of rows that don't carry one. */
    producedAt: instant,
    /** Every change of the stream up to this instant is in this file or in an earlier one. */
    knownThrough: instant,
    controlTotals: z.array(controlTotal).max(100).default([]),
  })
  .refine(({ producedAt, knownThrough }) => knownThrough <= producedAt, {
    path: ['knownThrough'],
    message: 'later than producedAt: a file can not know what came after it',
  });
/** What whoever made a file says about it. */
export type Manifest = z.infer<typeof manifest>;
/** A sum that a column of a file must have, over all rows or by groups. */
export type ControlTotal = z.infer<typeof controlTotal>;

// How far the clock of whoever made the file may be ahead of ours.
const mostAheadMs = 5 * 60 * 1000;

/** Reads a manifest. Throws UNREADABLE with the place. */
export function readManifest(text: string, now: Date): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new HubError('UNREADABLE', `manifest: not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const read = manifest.safeParse(content);
  if (!read.success) {
    const places = read.error.issues.map(({ path, message }) => `manifest ${path.join('.') || '(root)'}: ${message}`);
    throw new HubError('UNREADABLE', places.join('; '));
  }
  if (Date.parse(read.data.producedAt) > now.getTime() + mostAheadMs) {
    throw new HubError('UNREADABLE', `manifest producedAt: ${read.data.producedAt} lies in the future`);
  }
  return read.data;
}
