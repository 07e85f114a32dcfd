import type { Play } from '../firm/scenario.ts';

/** What an invoice run did. */
export interface Run {
  issued: string[];
  held: { invoice: string; event: string }[];
}

/** The sandbox's control desk, asked over HTTP. */
export class Desk {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** The next change order that has not been played yet. */
  play(): Promise<Play> {
    return this.ask('GET', '/scenario');
  }

  sign(play: Play, announce: boolean): Promise<{ orderIds: string[] }> {
    const { contractNumber, drop, add } = play;
    return this.ask('POST', '/change-orders', { contractNumber, drop, add, announce });
  }

  runInvoices(contractNumber: string): Promise<Run> {
    return this.ask('POST', '/invoice-runs', { contractNumber });
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & { message?: string };
    if (!response.ok) throw new Error(answer.message ?? `the control desk answered ${response.status}`);
    return answer;
  }
}
