import { z } from 'zod';
import { isKind, type KindName, kindOf } from './kinds.ts';
import { systemRoles } from './roles.ts';

const column = z.string().min(1).max(200);
const columns = z.array(column).min(1).max(8);
const datePattern = z
  .string()
  .regex(/^(?=.*Y)(?=.*M)(?=.*D)(YYYY|YY|M|D)([./-])(YYYY|YY|M|D)\2(YYYY|YY|M|D)$/, 'like YYYY-MM-DD or M/D/YY');

/** Where one value comes from: a column, perhaps in the file's own words, or the same for every row. */
const source = z.union([
  z.strictObject({
    column,
    /** How its dates are written: `YYYY` or `YY`, `M` and `D`, with one of `.`, `/` and `-` between. */
    date: datePattern.optional(),
    /** What the file's words mean here. A word that is not listed makes the row unusable. */
    words: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  }),
  z.strictObject({ constant: z.union([z.string(), z.number(), z.boolean(), z.null()]) }),
]);

const refSource = z.union([
  /** The key of the other record: the columns, joined by `/`. */
  z.strictObject({ key: columns, role: z.enum(systemRoles).optional() }),
  z.strictObject({ natural: columns }),
]);

/** How the numbers of a file are written. */
const numberForm = z.strictObject({
  decimalPoint: z.enum(['.', ',']).default('.'),
  /** What groups thousands; nothing does where it is empty. */
  thousands: z.enum(['', ',', '.', ' ', "'"]).default(''),
  /** What stands before a number and is not part of it, e.g. `$`. */
  prefix: z.string().max(4).default(''),
});

const mapping = z.strictObject({
  $schema: z.string().optional(),
  version: z.int().positive(),
  about: z.string().min(1),
  kind: z.string().refine(isKind, 'no such kind') as unknown as z.ZodType<KindName>,
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  numbers: numberForm.prefault({}),
  /** The columns that make up the record's own key, joined by `/`. */
  key: columns,
  /** The column with the instant of the row's last change; without it all rows are as old as the file. */
  changedAt: column.optional(),
  deleted: source.optional(),
  natural: columns.optional(),
  legalEntity: source.optional(),
  practice: source.optional(),
  values: z.record(z.string(), source).default({}),
  refs: z.record(z.string(), refSource).default({}),
});

/** What the columns of a kind of file mean: data, never code. */
export const fileMapping = mapping.superRefine(({ kind, values, refs }, context) => {
  const refuse = (path: string[], what: string) =>
    context.addIssue({ code: 'custom', path, message: `${kind} has no ${what} of that name` });
  if (!isKind(kind)) return;
  const { attributes, refs: known } = kindOf(kind);
  for (const name of Object.keys(values)) if (!(name in attributes)) refuse(['values', name], 'attribute');
  for (const name of Object.keys(refs)) if (!(name in known)) refuse(['refs', name], 'ref');
});
/** What the columns of a kind of file mean. */
export type FileMapping = z.infer<typeof mapping>;
/** The source of one value. */
export type ValueSource = z.infer<typeof source>;
/** How the numbers of a file are written. */
export type NumberForm = z.infer<typeof numberForm>;
/** The mappings of a firm by name. */
export type FileMappings = ReadonlyMap<string, FileMapping>;

/** Every column that a mapping reads. */
export function columnsOf({ key, changedAt, deleted, natural, legalEntity, practice, values, refs }: FileMapping) {
  const single = [deleted, legalEntity, practice, ...Object.values(values)].flatMap((each) =>
    each !== undefined && 'column' in each ? each.column : [],
  );
  const joined = Object.values(refs).flatMap((ref) => ('key' in ref ? ref.key : ref.natural));
  return [
    ...new Set([...key, ...(changedAt === undefined ? [] : [changedAt]), ...(natural ?? []), ...single, ...joined]),
  ];
}
