import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { NatsBroker, Published } from './nats-broker.ts';

interface Command {
  words: string[];
  body: Buffer;
}

/** What a connection has sent and we have not read yet: lines, and bodies of announced lengths. */
class Incoming {
  private rest = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
  }

  /** Takes off the commands that are all there. */
  *commands(): Generator<Command> {
    for (let command = this.next(); command !== undefined; command = this.next()) yield command;
  }

  private next(): Command | undefined {
    const end = this.rest.indexOf('\r\n');
    if (end < 0) return undefined;
    const words = this.rest.subarray(0, end).toString().split(' ');
    const hasBody = words[0] === 'PUB' || words[0] === 'HPUB';
    const length = hasBody ? Number(words.at(-1)) : 0;
    const whole = end + 2 + (hasBody ? length + 2 : 0);
    if (this.rest.length < whole) return undefined;
    const body = this.rest.subarray(end + 2, end + 2 + length);
    this.rest = this.rest.subarray(whole);
    return { words, body };
  }
}

const info = { server_id: 'FAKE', version: '2.9.10', proto: 1, headers: true, max_payload: 1_048_576, jetstream: true };

interface Message extends Published {
  replyTo: string;
  expectedStream: string | undefined;
}

/** A published message: `HPUB subject reply header-bytes all-bytes`, or `PUB subject reply bytes`. */
function messageOf(words: readonly string[], body: Buffer): Message {
  const headerBytes = words[0] === 'HPUB' ? Number(words.at(-2)) : 0;
  const lines = body.subarray(0, headerBytes).toString().split('\r\n').slice(1);
  const header = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  return {
    subject: words[1] ?? '',
    replyTo: words[2] ?? '',
    id: header('Nats-Msg-Id'),
    contentType: header('Content-Type'),
    expectedStream: header('Nats-Expected-Stream'),
    text: body.subarray(headerBytes).toString(),
  };
}

/**
 * As much of the NATS protocol as publishing to a stream needs, for machines without a server: it answers pings, keeps what
 * comes for its one stream, once by `Nats-Msg-Id`, and acknowledges as JetStream does.
 */
export async function fakeNats(stream: string, subject: string): Promise<NatsBroker> {
  const kept: Published[] = [];
  const sockets = new Set<Socket>();

  function acknowledge({ replyTo: _replyTo, expectedStream, ...message }: Message): object {
    if (expectedStream !== stream) {
      return { error: { code: 400, err_code: 10060, description: 'expected stream does not match' } };
    }
    const duplicate = kept.some(({ id }) => id === message.id);
    if (!duplicate) kept.push(message);
    return { stream, seq: kept.length, duplicate };
  }

  /** What a command is answered with, maybe nothing; `subscription` is the one to all reply subjects of its line. */
  function answerTo({ words, body }: Command, subscription: string): string {
    if (words[0] === 'PING') return 'PONG\r\n';
    if (words[0] !== 'PUB' && words[0] !== 'HPUB') return '';
    const message = messageOf(words, body);
    if (!message.subject.startsWith(`${subject}.`)) return '';
    const answer = JSON.stringify(acknowledge(message));
    return `MSG ${message.replyTo} ${subscription} ${Buffer.byteLength(answer)}\r\n${answer}\r\n`;
  }

  function serve(socket: Socket): void {
    const incoming = new Incoming();
    let subscription = '';
    const take = (command: Command) => {
      if (command.words[0] === 'SUB') subscription = command.words.at(-1) ?? '';
      socket.write(answerTo(command, subscription));
    };
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      incoming.add(chunk);
      for (const command of incoming.commands()) take(command);
    });
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
  }

  const server = createServer(serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `nats://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages: async () => kept,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
