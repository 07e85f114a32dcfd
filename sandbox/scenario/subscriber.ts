import type { HubClient, ToldAlert } from '../start/hub-client.ts';

const patienceMs = 60_000;

/** Somebody who follows the alerts, may be cut off, and comes back. */
export class Subscriber {
  readonly alerts: ToldAlert[] = [];
  private readonly client: HubClient;
  private cursor: string | undefined;
  private stop = () => {};
  private look = () => {};

  constructor(client: HubClient) {
    this.client = client;
  }

  /** Follows from now on, or from where it was cut off. Returns once the hub has taken the subscription. */
  async listen(): Promise<void> {
    const { cursor, stop } = await this.client.follow((alert) => {
      this.alerts.push(alert);
      this.cursor = alert.cursor;
      this.look();
    }, this.cursor);
    this.cursor ??= cursor;
    this.stop = stop;
  }

  cutOff(): void {
    this.stop();
  }

  /** The first alert that fits, once it is there. Throws when it does not come. */
  async hear(what: string, fits: (alert: ToldAlert) => boolean): Promise<ToldAlert> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const found = this.alerts.find(fits);
      if (found !== undefined) return found;
      const rest = deadline - Date.now();
      if (rest <= 0) throw new Error(`no subscriber was told of ${what}`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, rest);
        this.look = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  }
}
