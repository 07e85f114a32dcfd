import type { Certification, Subject } from '../domain/certification.ts';
import { type FieldChange, isPulled, type Push, type PushCapability, type PushCommand } from '../domain/connector.ts';
import { readDecimal } from '../domain/decimal.ts';
import { parseRecord } from '../domain/record.ts';

/** How to let time pass, so that a write can become visible. */
export type Wait = (ms: number) => Promise<void>;

/** What a command does, for people. */
export function commandText({ action, kind, key, origin, fields }: PushCommand): string {
  const changes = fields.map(({ field, before, after }) =>
    action === 'create' ? `${field} ${after}` : `${field} ${before} → ${after}`,
  );
  return `${action} ${kind} ${key ?? `for ${origin.key}`}: ${changes.join(', ')}`;
}

function capabilityProblems(capability: PushCapability | undefined, { kind, action, fields }: PushCommand): string[] {
  if (capability === undefined) return [`declares no ${action} of ${kind}`];
  const strange = fields.filter(({ field }) => !capability.fields.includes(field));
  return strange.map(({ field }) => `declares no ${field} of ${kind}`);
}

const same = (a: unknown, b: unknown) => (readDecimal(a) ?? a ?? null) === (readDecimal(b) ?? b ?? null);

async function readBackProblems(
  { connector, system }: Subject,
  client: unknown,
  { kind, fields }: PushCommand,
  { stream: name }: PushCapability,
  key: string,
): Promise<string[]> {
  const stream = connector.streams[name];
  if (stream === undefined || !isPulled(stream)) return [`is to be read back by ${name}, which is no stream`];
  const { messages } = await stream.fetch(client, [key]);
  const records = messages.flatMap(({ body }) => stream.map(body, system)).map(parseRecord);
  const record = records.find((each) => each.kind === kind && each.key === key);
  if (record === undefined) return [`${kind} ${key} is not there when it is read back`];
  const other = fields.filter(({ field, after }) => !same(record.values[field], after));
  return other.map(({ field, after }) => `${field} reads ${record.values[field]} and not ${after}`);
}

async function repeatProblems(push: Push<unknown>, client: unknown, command: PushCommand, key: string) {
  const again = await push.send(client, command);
  if (again.outcome !== 'sent') return [`${again.outcome} when it is sent again: ${again.detail}`];
  if (again.key !== key) return [`made ${again.key} besides ${key} when it was sent again`];
  if (command.action !== 'create') return [];
  const found = await push.find(client, command);
  if (found.length === 1 && found[0] === key) return [];
  return [`finds ${found.length === 0 ? 'nothing' : found.join(', ')} where it created ${key}`];
}

/** The field as if somebody had changed it after a plan to put it back was made; undefined where it has two values alone. */
function overtaken({ field, before, after }: FieldChange): FieldChange | undefined {
  if (typeof after !== 'string' || field === 'scopeState') return undefined;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(after);
  return {
    field,
    before: isDate ? '1999-12-31' : readDecimal(after) === undefined ? `${after}?` : `${after}1`,
    after: before,
  };
}

async function staleProblems(push: Push<unknown>, client: unknown, command: PushCommand): Promise<string[]> {
  const fields = command.fields.flatMap((change) => overtaken(change) ?? []);
  if (command.action !== 'update' || fields.length === 0) return [];
  const result = await push.send(client, { ...command, fields });
  return result.outcome === 'stale' ? [] : [`${result.outcome} over a change that its plan did not know of`];
}

async function writeProblems(subject: Subject, command: PushCommand, wait: Wait): Promise<string[]> {
  const { push } = subject.connector;
  if (push === undefined) return ['writes nothing'];
  const capability = push
    .capabilities(subject.system)
    .find(({ kind, action }) => kind === command.kind && action === command.action);
  const undeclared = capabilityProblems(capability, command);
  if (capability === undefined || undeclared.length > 0) return undeclared;
  const client = subject.connector.client(subject.system);
  const result = await push.send(client, command);
  if (result.outcome !== 'sent') return [`${result.outcome}: ${result.detail}`];
  await wait(capability.readLagMs);
  return [
    ...(await readBackProblems(subject, client, command, capability, result.key)),
    ...(await repeatProblems(push, client, command, result.key)),
    ...(await staleProblems(push, client, command)),
  ];
}

/**
 * What the hub relies on when it writes: each command is taken, reads back as it was meant, happens once however often
 * it is sent, and is not carried out over a change that nobody planned for. The commands are really carried out.
 */
export function writingChecks(commands: readonly PushCommand[], wait: Wait): Certification[] {
  return commands.map((command) => ({
    sentence: `carries out once, shows and guards: ${commandText(command)}`,
    run: (subject) => writeProblems(subject, command, wait),
  }));
}

const opposite: Partial<Record<PushCommand['action'], PushCommand['action']>> = { hold: 'release', release: 'hold' };

/** Puts back what the commands changed, the last one first. What was created stays. */
export function undoChecks(commands: readonly PushCommand[]): Certification[] {
  const changes = commands.filter(({ action }) => action !== 'create').reverse();
  return changes.map((command) => {
    const back: PushCommand = {
      ...command,
      action: opposite[command.action] ?? command.action,
      fields: command.fields.map(({ field, before, after }) => ({ field, before: after, after: before })),
    };
    return {
      sentence: `puts back: ${commandText(back)}`,
      run: async ({ connector, system }) => {
        const result = await connector.push?.send(connector.client(system), back);
        if (result === undefined) return ['writes nothing'];
        return result.outcome === 'sent' ? [] : [`${result.outcome}: ${result.detail}`];
      },
    };
  });
}
