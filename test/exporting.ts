import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { ExportState } from '../src/domain/feed-export.ts';
import { appendFeed } from '../src/entities/append-feed.ts';
import { transaction, withConnection } from '../src/entities/sql.ts';
import { exportStates, placeExports } from '../src/feed/exports/export-desk.ts';
import { type FeedExport, type SendContext, sendNext } from '../src/feed/exports/send-next.ts';
import { webhookSink } from '../src/feed/exports/webhook-sink.ts';
import { sequence } from '../src/feed/sequencer.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { exportSecret, type WebhookReceiver, wayOut, webhookReceiver } from './webhook-receiver.ts';

const cell = 'main';

/** Something that happens, as far as a test cares. */
export interface Told {
  entity?: number | null;
  type?: string;
  about?: string;
  version?: number;
  sentence?: string;
}

/** An export of one legal entity (4, DE01) to a receiver of webhooks, with the feed that it reads. */
export interface Exporting {
  db: TestDatabase;
  receiver: WebhookReceiver;
  /** Of the export that there is now. */
  name: string;
  /** What was told of failures since it began. */
  failures: string[];
  /** Begins a new export at the end of the feed, to a receiver that has got nothing and takes everything. */
  begin(): Promise<void>;
  /** Lets things happen, one after the other, and gives them their positions. */
  happen(...all: readonly Told[]): Promise<void>;
  /** Sends what comes next, with what is said otherwise. */
  sendNext(exported?: Partial<FeedExport>, context?: Partial<SendContext>): Promise<number>;
  state(): Promise<ExportState>;
  /** What the receiver was told, in order. */
  sentences(): unknown[];
  /** Changes the row of the export, as time would. */
  set(what: string): Promise<unknown>;
}

/** For a file of tests: a new export before each of them. */
export function exporting(): Exporting {
  let made = 0;
  const here = { failures: [] as string[], name: '' } as Exporting;

  beforeAll(async () => {
    here.db = await testDatabase();
    here.receiver = await webhookReceiver();
  });
  afterAll(async () => {
    await here.receiver.close();
    await here.db.close();
  });
  beforeEach(() => here.begin());

  return Object.assign(here, {
    async begin() {
      here.receiver.got = [];
      here.receiver.answer = () => 204;
      here.failures = [];
      made += 1;
      here.name = `export-${made}`;
      await placeExports(here.db.hub, cell, [{ name: here.name, start: 'end' }]);
    },
    async happen(...all: readonly Told[]) {
      const entries = all.map(({ entity = 4, type = 'exception.opened', about, version = 1, sentence = '' }) => ({
        type,
        aggregate: 'exception',
        aggregateId: about ?? randomUUID(),
        aggregateVersion: version,
        legalEntityId: entity,
        payload: { sentence },
        correlationId: randomUUID(),
        causationId: null,
      }));
      await transaction(here.db.hub, (sql) => appendFeed(sql, entries));
      await sequence(here.db.hub);
    },
    sendNext(exported: Partial<FeedExport> = {}, context: Partial<SendContext> = {}) {
      const { db, receiver, name } = here;
      return sendNext(
        {
          hub: db.hub,
          reader: db.reader,
          timing: {
            exports: { roundSeconds: 20, retrySeconds: { first: 1, most: 60 }, giveUpAfterDays: 5 },
            outboundTimeoutSeconds: 5,
          },
          signal: new AbortController().signal,
          random: () => 0,
          onFailure: (_name, message, givenUp) => here.failures.push(`${message}${givenUp ? ', given up' : ''}`),
          ...context,
        },
        {
          name,
          sink: webhookSink({
            url: receiver.url,
            secrets: [exportSecret],
            send: wayOut(),
            now: () => new Date(),
          }),
          scope: { cell, legalEntityIds: [4], wholeGroup: false, timeoutSeconds: 15 },
          wants: () => true,
          words: { source: 'urn:throughline:main', legalEntity: (id) => ({ 4: 'DE01', 5: 'FR01' })[id] },
          ...exported,
        },
      );
    },
    async state() {
      const all = await withConnection(here.db.hub, (sql) => exportStates(sql, cell));
      const found = all.find((each) => each.name === here.name);
      if (found === undefined) throw new Error(`no export ${here.name}`);
      return found;
    },
    sentences: () => here.receiver.got.map(({ data }) => data['sentence']),
    set: (what: string) => here.db.hub.query(`update feed_export set ${what} where name = $1`, [here.name]),
  });
}
