import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Certification, certify, type Subject, type Verdict } from '../domain/certification.ts';
import type { PushCommand } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import { isKind } from '../domain/kinds.ts';
import { appendAudit } from '../entities/append-audit.ts';
import { transaction } from '../entities/sql.ts';
import { probe, readingChecks } from '../ingest/certify/checks.ts';
import { commandText, undoChecks, writingChecks } from '../sync/certify-writing.ts';
import { type Answer, answering, type CliParts, installedSystem } from './command.ts';

interface CertifyOptions {
  pages: string;
  pageSize: string;
  write?: string;
  yes?: boolean;
  json?: boolean;
}

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const commandsFile = z
  .array(
    z.strictObject({
      kind: z.string().refine(isKind, 'no such kind'),
      action: z.enum(['create', 'update', 'hold', 'release']),
      key: z.string().optional(),
      origin: z.strictObject({ system: z.string(), key: z.string(), natural: z.string().optional() }),
      parents: z.record(z.string(), z.string()).default({}),
      fields: z.array(z.strictObject({ field: z.string(), before: value.default(null), after: value })).min(1),
    }),
  )
  .min(1);

function commandsIn(file: string): PushCommand[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(resolve(file), 'utf8'));
  } catch (error) {
    throw new HubError('BAD_USER_INPUT', `--write ${file}: ${messageOf(error)}`);
  }
  const read = commandsFile.safeParse(content);
  if (!read.success) {
    const issues = read.error.issues.map((issue) => `${issue.path.join('.') || '(root)'}: ${issue.message}`);
    throw new HubError('BAD_USER_INPUT', `--write ${file}: ${issues.join('; ')}`);
  }
  return read.data.map((each) => ({ ...each, attemptId: randomUUID(), correlationId: randomUUID() }));
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new HubError('BAD_USER_INPUT', `--${name}: "${text}" is not a whole number from 1 to ${most}`);
}

/** Whoever writes to a firm's system says so once more, knowing what. */
async function demandConsent(name: string, commands: readonly PushCommand[], yes: boolean, parts: CliParts) {
  parts.complain(`This writes to ${name}:\n${commands.map((each) => `  ${commandText(each)}`).join('\n')}`);
  parts.complain('Changes are put back afterwards; what is created stays.');
  if (yes) return;
  parts.complain(`Type ${name} and end the input (Ctrl-D) to go on.`);
  if ((await parts.input()).trim() !== name) throw new HubError('BAD_USER_INPUT', 'nothing was written');
}

async function audit(name: string, commands: readonly PushCommand[], parts: CliParts): Promise<void> {
  const detail = { commands: commands.map(commandText) };
  const entry = {
    actor: parts.actor,
    action: 'system.certify',
    subject: `system:${name}`,
    detail,
    legalEntityId: null,
    correlationId: randomUUID(),
  };
  await transaction(await parts.hub(), (sql) => appendAudit(sql, [entry]));
}

/** The commands to try, once it is clear that they may be tried. */
async function permittedCommands(name: string, stage: string, options: CertifyOptions, parts: CliParts) {
  if (options.write === undefined) return [];
  if (stage !== 'write') {
    throw new HubError('STAGE_FORBIDS_WRITE', `${name} is at stage ${stage}; hub.config.json has to say write`);
  }
  const commands = commandsIn(options.write);
  await demandConsent(name, commands, options.yes === true, parts);
  await audit(name, commands, parts);
  return commands;
}

const line = ({ sentence, problems }: Verdict) =>
  problems.length === 0
    ? `ok    ${sentence}`
    : [`FAIL  ${sentence}`, ...problems.map((each) => `      ${each}`)].join('\n');

/** Runs everything, telling each verdict as it comes. Streams that can't be read at all are left out of what follows. */
async function verdicts(
  subject: Subject,
  commands: readonly PushCommand[],
  parts: CliParts,
  tell: (verdict: Verdict) => void,
) {
  const all: Verdict[] = [];
  const note = (verdict: Verdict) => {
    all.push(verdict);
    tell(verdict);
    return verdict.problems.length === 0;
  };
  const readable: [string, (typeof subject.connector.streams)[string]][] = [];
  for (const [name, stream] of Object.entries(subject.connector.streams)) {
    if (note(await probe(subject, name))) readable.push([name, stream]);
  }
  const rest: Subject = { ...subject, connector: { ...subject.connector, streams: Object.fromEntries(readable) } };
  const writing: Certification[] = [...writingChecks(commands, parts.wait), ...undoChecks(commands)];
  const checks = readable.length === 0 ? [] : [...readingChecks, ...writing];
  for (const check of checks) note(await certify(check, rest));
  return all;
}

function answerOf(name: string, all: readonly Verdict[]): Answer {
  const failed = all.filter(({ problems }) => problems.length > 0).length;
  return {
    text: `\n${name}: ${all.length - failed} hold, ${failed} do not`,
    json: { system: name, checks: all, passed: all.length - failed, failed },
    failed: failed > 0,
  };
}

/** `throughline certify` */
export function registerCertify(program: Command, parts: CliParts): void {
  const command = program
    .command('certify')
    .description('Hold a configured system to what the hub relies on. Reads alone, unless told what to write.')
    .argument('<system>', 'as the configuration names it')
    .option('--pages <number>', 'how many pages of each stream to look at', '3')
    .option('--page-size <number>', 'how many records to a page', '50')
    .option('--write <file>', 'a JSON file of changes to try and to put back; the system must be at stage write')
    .option('--yes', 'write without asking again');
  answering(command, parts, async (name: string, options: CertifyOptions) => {
    const { connector, system, stage } = installedSystem(name, parts);
    const { pollOverlapSeconds: overlapSeconds, pollLagSeconds: lagSeconds } = parts.config().policy.timing;
    const pageSize = wholeNumber('page-size', options.pageSize, 500);
    const mostPages = wholeNumber('pages', options.pages, 1000);
    const commands = await permittedCommands(name, stage, options, parts);
    const subject: Subject = { connector, system, limits: { pageSize, overlapSeconds, lagSeconds }, mostPages };
    const all = await verdicts(subject, commands, parts, (verdict) => {
      if (options.json !== true) parts.print(line(verdict));
    });
    return answerOf(name, all);
  });
}
