import { firmOfDrafts } from '../sandbox/firm/drafts.ts';
import { setStage } from '../sandbox/stage.ts';
import { watchFirstLoad } from '../sandbox/start/first-load.ts';
import { HubClient } from '../sandbox/start/hub-client.ts';
import { type Figures, figuresOf } from './figures.ts';
import { hintToAlert } from './hinted.ts';
import { notifyRoundTrips } from './notify.ts';
import { declareKnown, signedToAlert, timekeeper } from './signed.ts';

/** How hard and how long to measure. */
export interface AlertsOptions {
  /** Signed webhooks a second. */
  rate: number;
  seconds: number;
  /** How many outbound messages, one after the other. */
  hints: number;
  say: (line: string) => void;
}

/** How long an alert takes: by signed webhook, by hint, and beside both the bare NOTIFY round trip in the same run. */
export async function benchAlerts(options: AlertsOptions): Promise<{ name: string; figures: Figures }[]> {
  const { rate, seconds, hints, say } = options;
  const { tables, contracts } = firmOfDrafts(hints);
  const stage = await setStage(tables, {
    say,
    durable: true,
    environment: { TIMEKEEPER_WEBHOOK_SECRET: timekeeper.secret },
    adapt: (config) => ({
      ...config,
      systems: [
        ...config.systems,
        {
          name: timekeeper.name,
          connector: 'delivery',
          role: 'delivery',
          baseUrl: 'http://127.0.0.1',
          legalEntities: { DE01: 'DE01' },
        },
      ],
    }),
  });
  try {
    const as = (persona: string) => HubClient.signIn(stage.url, persona, stage.demoKey);
    const integration = await as('integration');
    await watchFirstLoad(integration);
    await declareKnown(stage.url, integration);
    const finance = await as('finance');
    say('Warming up …');
    await signedToAlert(stage.url, finance, rate / 4, rate, 'warm');
    say(`NOTIFY, ${rate} a second …`);
    const bare = await notifyRoundTrips(stage.databaseUrl, rate, rate * seconds);
    say(`Signed webhooks, ${rate} a second for ${seconds} s …`);
    const signed = await signedToAlert(stage.url, finance, rate, rate * seconds, 'bench');
    say('Outbound messages, one after the other …');
    const hinted = await hintToAlert(stage.url, stage.world, finance, contracts);
    return [
      { name: 'NOTIFY round trip', figures: figuresOf(bare) },
      { name: 'signed webhook → alert', figures: figuresOf(signed) },
      { name: 'outbound message → re-read → alert', figures: figuresOf(hinted) },
    ];
  } finally {
    await stage.strike();
  }
}
