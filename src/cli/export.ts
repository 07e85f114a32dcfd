import type { Command } from 'commander';
import type { ExportState } from '../domain/feed-export.ts';
import { answering, type CliParts, columns } from './command.ts';

/** An export as it is listed: how it stands, or that no hub has started it yet. */
type Listed = Omit<ExportState, 'status'> & { status: ExportState['status'] | 'not started'; configured: boolean };

const notStarted = {
  status: 'not started',
  cursor: '',
  behind: 0,
  failures: 0,
  failingSince: null,
  nextTryAt: null,
  acceptedAt: null,
  message: null,
} as const;

async function listed(parts: CliParts): Promise<Listed[]> {
  const configured = parts.config().exports.map(({ name }) => name);
  const states = await parts.exports.list();
  const known = states.map((state) => ({ ...state, configured: configured.includes(state.name) }));
  const fresh = configured.filter((name) => !states.some((state) => state.name === name));
  return [...known, ...fresh.map((name) => ({ name, ...notStarted, configured: true }))];
}

function lineOf(each: Listed): string[] {
  const trouble = each.message === null ? '' : `${each.message} (${each.failures} since ${each.failingSince ?? 'now'})`;
  const status = each.configured ? each.status : `${each.status}, not configured any more`;
  return [each.name, status, String(each.behind), each.acceptedAt ?? 'never', each.cursor, trouble];
}

function registerList(exports: Command, parts: CliParts): void {
  const command = exports
    .command('list')
    .description('Every export of the feed: what it does, how far it is behind, and what stands in its way.');
  answering(command, parts, async () => {
    const all = await listed(parts);
    const headings = ['export', 'is', 'behind', 'last accepted', 'cursor', 'last failure'];
    const text = all.length === 0 ? 'No export is configured.' : columns(headings, all.map(lineOf));
    return { text, json: { exports: all } };
  });
}

function registerResume(exports: Command, parts: CliParts): void {
  const command = exports
    .command('resume <export>')
    .description('Have an export that was given up go on where it was, and one that waits for its next try, now.');
  answering(command, parts, async (name: string) => {
    const now = await parts.exports.resume(name);
    return { text: `${name} goes on behind ${now.cursor}, with ${now.behind} entries to come.`, json: now };
  });
}

function registerReset(exports: Command, parts: CliParts): void {
  const command = exports
    .command('reset <export>')
    .description('Have an export go on from another place of the feed.')
    .requiredOption(
      '--to <place>',
      'behind which it goes on: a cursor, the id of an event, "oldest" (all that there is) or "end" (nothing of it)',
    );
  answering(command, parts, async (name: string, { to }: { to: string }) => {
    const now = await parts.exports.reset(name, to);
    return { text: `${name} goes on behind ${now.cursor}, with ${now.behind} entries to come.`, json: now };
  });
}

/** `throughline export list|resume|reset` */
export function registerExport(program: Command, parts: CliParts): void {
  const exports = program.command('export').description('Exports of the feed to other systems.');
  registerList(exports, parts);
  registerResume(exports, parts);
  registerReset(exports, parts);
}
