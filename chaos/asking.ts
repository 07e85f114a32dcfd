import type { Scene } from './scene.ts';
import { signIn } from './subscriber.ts';

/** The hub process that answers first. Throws when none does. */
function answering({ hubs }: Scene): string {
  const url = hubs.map((each) => each.url()).find((each) => each !== undefined);
  if (url === undefined) throw new Error('no hub answers');
  return url;
}

/** Asks the API as a persona. Throws when the answer has errors. */
export async function askAs<T>(scene: Scene, persona: string, query: string, variables: object = {}): Promise<T> {
  const url = answering(scene);
  const cookie = await signIn(url, persona, scene.demoKey);
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
