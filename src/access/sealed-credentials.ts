import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { HubError, messageOf } from '../domain/errors.ts';
import { open, readSealKey, seal } from './seal.ts';

const credentialName = /^[A-Z][A-Z0-9_]*$/;

const sealedFile = z.record(
  z.string(),
  z.record(
    z.string().regex(credentialName),
    z.strictObject({ key: z.string(), nonce: z.string(), text: z.string(), tag: z.string() }),
  ),
);

/** Sealed credentials by system and by their name in the environment. */
export type SealedCredentials = z.infer<typeof sealedFile>;

/** The file with the sealed credentials of a hub, beside its configuration. */
function sealedFileIn(folder: string): string {
  return join(folder, 'hub.secrets.json');
}

const placeOf = (system: string, name: string) => `${system}/${name}`;

/** Reads the sealed credentials beside a configuration; none where there is no file. Throws CONFIG_INVALID. */
export function readSealed(folder: string): SealedCredentials {
  const file = sealedFileIn(folder);
  if (!existsSync(file)) return {};
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new HubError('CONFIG_INVALID', `${file}: ${messageOf(error)}`);
  }
  const parsed = sealedFile.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HubError('CONFIG_INVALID', `${file}: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** Opens the credentials of one system. Throws CONFIG_INVALID when there are some and one can't be opened. */
export function openSealed(
  sealed: SealedCredentials,
  system: string,
  sealKey: string | undefined,
): Record<string, string> {
  const own = Object.hasOwn(sealed, system) ? Object.entries(sealed[system] ?? {}) : [];
  if (own.length === 0) return {};
  const key = readSealKey(sealKey);
  return Object.fromEntries(own.map(([name, each]) => [name, open(key, placeOf(system, name), each)]));
}

/** Seals one credential into the file beside a configuration, in place of the one of that name. Returns the file. */
export function sealInto(
  folder: string,
  { system, name, value }: { system: string; name: string; value: string },
  sealKey: string | undefined,
): string {
  if (!credentialName.test(name)) {
    throw new HubError('BAD_USER_INPUT', `"${name}": write the name as in the environment, like CLIENT_SECRET`);
  }
  if (value === '') throw new HubError('BAD_USER_INPUT', 'nothing to seal: give the value on standard input');
  const all = readSealed(folder);
  all[system] = { ...all[system], [name]: seal(readSealKey(sealKey), placeOf(system, name), value) };
  const file = sealedFileIn(folder);
  // Written beside and moved: a hub that starts meanwhile reads the old file or the new one, never half of one.
  writeFileSync(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return file;
}
