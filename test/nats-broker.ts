import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { until } from './until.ts';

/** A message as a stream keeps it. */
export interface Published {
  subject: string;
  id: string | undefined;
  contentType: string | undefined;
  text: string;
}

/** A NATS server with one stream. */
export interface NatsBroker {
  url: string;
  /** What the stream holds, in order. */
  messages(): Promise<readonly Published[]>;
  close(): Promise<void>;
}

/** Whether this machine has a NATS server, on the path or where Debian puts it. */
export const natsServerHere = ['nats-server', '/usr/sbin/nats-server'].find(
  (each) => spawnSync(each, ['--version']).status === 0,
);

async function addressIn(folder: string, server: ChildProcess): Promise<string> {
  const [file] = await until(async () => {
    if (server.exitCode !== null) throw new Error('the NATS server ended at once');
    const found = readdirSync(folder).filter((each) => each.endsWith('.ports'));
    return found.length > 0 && readFileSync(join(folder, found[0] as string), 'utf8') !== '' && found;
  }, 'the port of the NATS server');
  const { nats } = JSON.parse(readFileSync(join(folder, file as string), 'utf8')) as { nats: string[] };
  return nats[0] as string;
}

/** Starts a real NATS server with JetStream on a port of its own, and makes the stream for the subjects. */
export async function natsServer(program: string, stream: string, subject: string): Promise<NatsBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'nats-'));
  const words = ['-a', '127.0.0.1', '-p', '-1', '-js', '-sd', folder, '--ports_file_dir', folder];
  const server = spawn(program, words, { stdio: 'ignore' });
  const url = await addressIn(folder, server);
  const connection = await connect({ servers: url });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: stream, subjects: [`${subject}.>`] });
  return {
    url,
    async messages() {
      const { state } = await manager.streams.info(stream);
      const numbers = Array.from({ length: state.messages }, (_each, place) => state.first_seq + place);
      const all = await Promise.all(numbers.map((seq) => manager.streams.getMessage(stream, { seq })));
      return all.flatMap((message) => {
        if (message === null) return [];
        const header = (name: string) => message.header?.get(name) || undefined;
        const [id, contentType] = [header('Nats-Msg-Id'), header('Content-Type')];
        return [{ subject: message.subject, id, contentType, text: message.string() }];
      });
    },
    async close() {
      await connection.close();
      if (server.exitCode === null) {
        server.kill('SIGKILL');
        await once(server, 'exit');
      }
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    },
  };
}
