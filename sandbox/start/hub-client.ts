import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';

/** An alert as the sandbox's own tools read it. */
export interface ToldAlert {
  id: string;
  cursor: string;
  type: string;
  at: string;
  sentence: string;
  correlationId: string;
  payload: Record<string, unknown>;
}

/** A subscription that is under way. */
export interface Following {
  cursor: string;
  stop: () => void;
}

const alerts = `subscription ($after: String) {
  alertEvents(after: $after) { events { id cursor type at sentence correlationId payload } endCursor }
}`;

// A hub that is still too busy after so many pauses is not going to be well by itself.
const mostTries = 20;

/** Signed in at a hub as one persona: a client like any other, over HTTP and WebSocket. */
export class HubClient {
  private readonly url: string;
  private readonly cookie: string;

  private constructor(url: string, cookie: string) {
    this.url = url;
    this.cookie = cookie;
  }

  /** Signs in by the persona's link. Throws when the hub refuses. */
  static async signIn(url: string, persona: string, demoKey: string): Promise<HubClient> {
    const response = await fetch(`${url}/auth/persona/${persona}?key=${demoKey}`, { redirect: 'manual' });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (cookie === undefined) throw new Error(`the hub does not let ${persona} in: ${response.status}`);
    return new HubClient(url, cookie);
  }

  private send(body: string): Promise<Response> {
    const headers = { 'content-type': 'application/json', cookie: this.cookie };
    return fetch(`${this.url}/graphql`, { method: 'POST', headers, body });
  }

  /** Runs an operation, again and again while the hub says that it has too much to do. Throws when the answer has errors. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const body = JSON.stringify({ query, variables });
    let response = await this.send(body);
    for (let tries = 1; response.status === 503 && tries < mostTries; tries += 1) {
      await wait(1000 * Number(response.headers.get('retry-after') ?? 1));
      response = await this.send(body);
    }
    const { data, errors } = (await response.json()) as { data?: T; errors?: { message: string }[] };
    if (errors !== undefined || data === undefined) throw new Error(errors?.map((each) => each.message).join('; '));
    return data;
  }

  /**
   * Follows the alerts, from a cursor on if one is given, until `stop` is called. Resolves once the hub has taken the
   * subscription, with the place from which it listens.
   */
  follow(onAlert: (alert: ToldAlert) => void, after?: string): Promise<Following> {
    const cookie = this.cookie;
    class SignedIn extends WebSocket {
      constructor(address: string, protocols?: string | string[]) {
        super(address, protocols, { headers: { cookie } });
      }
    }
    const client: Client = createClient({
      url: `${this.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: SignedIn,
      retryAttempts: 0,
    });
    return new Promise((resolve, reject) => {
      const unsubscribe = client.subscribe<{ alertEvents: { events: ToldAlert[]; endCursor: string } }>(
        { query: alerts, variables: { after } },
        {
          next({ data }) {
            if (data == null) return;
            resolve({ cursor: data.alertEvents.endCursor, stop });
            data.alertEvents.events.forEach(onAlert);
          },
          error: (problem) => reject(new Error(`the hub does not take the subscription: ${JSON.stringify(problem)}`)),
          complete: () => {},
        },
      );
      const stop = () => {
        unsubscribe();
        client.terminate();
      };
    });
  }
}
