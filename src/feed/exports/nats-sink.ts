import { type JetStreamClient, jetstream } from '@nats-io/jetstream';
import { connect, credsAuthenticator, headers, type NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '../../domain/errors.ts';
import type { CloudEvent } from './cloud-event.ts';
import { type Refusal, type Sink, sendEach } from './sink.ts';

/** What proves to a NATS server who connects: a user with a password, a token, or what a `.creds` file says. */
export interface NatsCredentials {
  user?: string | undefined;
  password?: string | undefined;
  token?: string | undefined;
  creds?: string | undefined;
}

/** A stream of a NATS JetStream server. */
export interface NatsReceiver {
  /** What the connection is called at the server. */
  name: string;
  /** `tls://` addresses are encrypted or not connected to at all. */
  servers: readonly string[];
  /** The stream that must take in the events; it is the firm's own, and is not made here. */
  stream: string;
  /** What the subjects of the events begin with; the kind of what an event is about comes after it. */
  subject: string;
  credentials: NatsCredentials;
  timeoutMs: number;
}

function open({ name, servers, credentials, timeoutMs }: NatsReceiver): Promise<NatsConnection> {
  const { user, password, token, creds } = credentials;
  return connect({
    servers: [...servers],
    name,
    timeout: timeoutMs,
    // A lost connection is a failure like any other: when to try again is decided in one place.
    reconnect: false,
    ...(servers.some((each) => each.startsWith('tls:')) ? { tls: {} } : {}),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(token === undefined ? {} : { token }),
    ...(creds === undefined ? {} : { authenticator: credsAuthenticator(new TextEncoder().encode(creds)) }),
  });
}

interface Line {
  connection: NatsConnection;
  client: JetStreamClient;
}

/**
 * Publishes each event to a stream and waits until the server has it. The event's id is its `Nats-Msg-Id`, by which the
 * server drops what comes again soon.
 */
export function natsSink(receiver: NatsReceiver): Sink {
  const { stream, subject, timeoutMs } = receiver;
  let line: Line | undefined;

  const openLine = async (): Promise<Line> => {
    const connection = await open(receiver);
    return { connection, client: jetstream(connection, { timeout: timeoutMs }) };
  };
  const hangUp = async (): Promise<void> => {
    const connection = line?.connection;
    line = undefined;
    await connection?.close();
  };
  const publish = async (event: CloudEvent): Promise<Refusal | undefined> => {
    const [aggregate] = event.subject.split('/');
    const head = headers();
    head.set('Content-Type', 'application/cloudevents+json');
    try {
      line ??= await openLine();
      const to = `${subject}.${aggregate}`;
      const expect = { streamName: stream };
      await line.client.publish(to, JSON.stringify(event), {
        msgID: event.id,
        headers: head,
        expect,
        timeout: timeoutMs,
      });
      return undefined;
    } catch (error) {
      await hangUp();
      return { message: messageOf(error) };
    }
  };
  return { send: (events, mayBegin) => sendEach(events, mayBegin, publish), close: hangUp };
}
