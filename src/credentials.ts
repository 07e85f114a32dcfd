import { openSealed } from './access/sealed-credentials.ts';
import type { Config } from './config.ts';

/** `CLIENT_SECRET` is the clientSecret of a system. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * A system's credentials: sealed ones, and over them those from the environment, where `SALESFORCE_EMEA_CLIENT_ID` is
 * the clientId of `salesforce-emea`. Throws CONFIG_INVALID when a sealed one can't be opened.
 */
export function credentialsOf(
  { environment, sealed, sealKey }: Pick<Config, 'environment' | 'sealed' | 'sealKey'>,
  systemName: string,
): Record<string, string> {
  const prefix = `${systemName.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_`;
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(openSealed(sealed, systemName, sealKey))) found[keyOf(name)] = value;
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && name.startsWith(prefix)) found[keyOf(name.slice(prefix.length))] = value;
  }
  return found;
}
