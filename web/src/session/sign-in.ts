/** Somebody to be in the sandbox. */
export interface Persona {
  key: string;
  name: string;
  roles: string[];
  /** Codes of legal entities; null for the whole group. */
  legalEntities: string[] | null;
}

/** The ways in that the hub offers. */
export interface SignInOptions {
  oidc: boolean;
  personas: Persona[];
}

const keyStore = 'throughline.demo-key';

/** Keeps the sandbox's key when the address brings it (`/#key=…`), and takes it out of the address. */
export function takeDemoKey(): string | undefined {
  const brought = new URLSearchParams(location.hash.slice(1)).get('key');
  if (brought !== null) {
    sessionStorage.setItem(keyStore, brought);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(keyStore) ?? undefined;
}

/** Remembers the sandbox's key for this tab. */
export function rememberDemoKey(key: string): void {
  sessionStorage.setItem(keyStore, key);
}

/** Where one wanted to go before one had to sign in. */
const wanted = () => encodeURIComponent(location.pathname + location.search);

/** The link that signs in as a persona, and then leads to where one is. */
export function personaLink(persona: string, key: string): string {
  return `/auth/persona/${encodeURIComponent(persona)}?key=${encodeURIComponent(key)}&to=${wanted()}`;
}

/** The link that signs in at the firm's identity provider, and then leads to where one is. */
export function organisationLink(): string {
  return `/auth/login?to=${wanted()}`;
}

/** Asks the hub for its ways in. */
export async function signInOptions(): Promise<SignInOptions> {
  const response = await fetch('/auth/options');
  if (!response.ok) throw new Error(`the hub answers ${response.status}`);
  return (await response.json()) as SignInOptions;
}

/** Goes on as another persona, without the key. Answers whether the hub agreed. */
export async function switchPersona(persona: string): Promise<boolean> {
  const response = await fetch(`/auth/persona/${encodeURIComponent(persona)}`, { method: 'POST' });
  return response.ok;
}

/** Ends the session in this browser. Answers where to go on: the identity provider may want to be told too. */
export async function signOut(): Promise<string> {
  const response = await fetch('/auth/sign-out', { method: 'POST' });
  if (response.status !== 200) return '/';
  const { continueAt } = (await response.json()) as { continueAt?: string };
  return continueAt ?? '/';
}
