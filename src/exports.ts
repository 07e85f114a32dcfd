import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { credentialsOf } from './credentials.ts';
import { HubError, messageOf } from './domain/errors.ts';
import type { ExportConfig } from './exports-config.ts';
import { placeExports } from './feed/exports/export-desk.ts';
import { natsSink } from './feed/exports/nats-sink.ts';
import { type FeedExport, type SendContext, sendNext } from './feed/exports/send-next.ts';
import type { Sink } from './feed/exports/sink.ts';
import { webhookSink } from './feed/exports/webhook-sink.ts';
import { type Loop, startLoop } from './schedule/loop.ts';
import { outbound } from './server/outbound.ts';

/** The exports of the feed, each a loop of its own: one whose receiver is slow or down holds up nothing else. */
export interface Exports {
  /** Something new is in the feed. */
  nudge(): void;
  stop(): Promise<void>;
}

// A receiver's answer says yes or no; more than this is neither.
const mostAnswerBytes = 1024 * 1024;

const secretForm = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/;

/** The secrets that sign what an export sends: one, or several while one replaces another, parted by blanks. */
function secretsOf(name: string, { webhookSecret = '' }: Record<string, string>): string[] {
  const secrets = webhookSecret.split(/[\s,]+/).filter((secret) => secret !== '');
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_WEBHOOK_SECRET`;
  if (secrets.length === 0) {
    throw new HubError(
      'CONFIG_INVALID',
      `exports.${name}: nothing to sign with; set ${variable}, or seal WEBHOOK_SECRET`,
    );
  }
  for (const [place, secret] of secrets.entries()) {
    const { length } = Buffer.from(secret.slice('whsec_'.length), 'base64');
    if (secretForm.test(secret) && length >= 24 && length <= 64) continue;
    throw new HubError('CONFIG_INVALID', `${variable}: secret ${place + 1} is not whsec_ and base64 of 24 to 64 bytes`);
  }
  return secrets;
}

function sinkOf(config: Config, each: ExportConfig, now: () => Date): Sink {
  const credentials = credentialsOf(config, each.name);
  const timeoutMs = config.policy.timing.outboundTimeoutSeconds * 1000;
  if (each.sink === 'webhook') {
    // A way out of its own: a receiver that keeps connections busy keeps no system waiting.
    const send = outbound({ timeoutMs, maxBytes: mostAnswerBytes, loopback: config.timing === 'sandbox' });
    return webhookSink({ url: each.url, secrets: secretsOf(each.name, credentials), send, now });
  }
  const { servers, stream, subject } = each;
  const { user, password, token, creds } = credentials;
  const name = `throughline ${config.cell} ${each.name}`;
  return natsSink({ name, servers, stream, subject, credentials: { user, password, token, creds }, timeoutMs });
}

/** Whether a type is one of those, or begins as one of them that ends with a dot. */
function wantedTypes(types: readonly string[] | undefined): (type: string) => boolean {
  if (types === undefined) return () => true;
  return (type) => types.some((each) => (each.endsWith('.') ? type.startsWith(each) : type === each));
}

function exportOf(config: Config, each: ExportConfig, now: () => Date): FeedExport {
  const { cell, legalEntities, policy } = config;
  const wholeGroup = each.legalEntities === 'all';
  const allowed = legalEntities.filter(({ code }) => wholeGroup || each.legalEntities.includes(code));
  const codes = new Map(legalEntities.map(({ id, code }) => [id, code]));
  return {
    name: each.name,
    sink: sinkOf(config, each, now),
    scope: {
      cell,
      wholeGroup,
      legalEntityIds: allowed.map(({ id }) => id),
      timeoutSeconds: policy.timing.readTimeoutSeconds,
    },
    wants: wantedTypes(each.types),
    words: { source: each.source ?? `urn:throughline:${cell}`, legalEntity: (id) => codes.get(id) },
  };
}

/** Every configured export, dating what it signs by a clock. Throws CONFIG_INVALID for one that has nothing to sign with. */
export function installExports(config: Config, now: () => Date): FeedExport[] {
  return config.exports.map((each) => exportOf(config, each, now));
}

/** Starts sending. */
export async function startExports(
  config: Config,
  all: readonly FeedExport[],
  { hub, reader }: Pick<SendContext, 'hub' | 'reader'>,
  log: Logger,
): Promise<Exports> {
  await placeExports(hub, config.cell, config.exports);
  const stopping = new AbortController();
  const context: SendContext = {
    hub,
    reader,
    timing: config.policy.timing,
    signal: stopping.signal,
    random: Math.random,
    onFailure(name, message, givenUp) {
      if (givenUp) log.error({ export: name, message }, 'an export was given up; throughline export brings it back');
      else log.warn({ export: name, message }, 'a receiver did not take what it was sent; it is tried again');
    },
  };
  const loops: Loop[] = all.map((each) =>
    startLoop({
      name: `export ${each.name}`,
      pollMs: 1000,
      work: () => sendNext(context, each),
      onError: (name, error) => log.error({ stage: name, error: messageOf(error) }, 'a stage failed'),
    }),
  );
  return {
    nudge() {
      for (const loop of loops) loop.nudge();
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all(all.map(({ sink }) => sink.close()));
    },
  };
}
