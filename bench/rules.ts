import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import { sandboxConfig } from '../sandbox/entities.ts';
import { postgresSettings } from '../sandbox/postgres-settings.ts';
import { removePostgres, startPostgres } from '../scripts/postgres.mjs';
import { type Config, readConfig } from '../src/config.ts';
import { migrateDatabase, openDatabases, refreshStatistics } from '../src/database.ts';
import { transaction, withConnection } from '../src/entities/sql.ts';
import { writeReference } from '../src/ingest/reference.ts';
import { compileRule } from '../src/rules/compile.ts';
import { factSourceOf } from '../src/rules/fact-catalogue.ts';
import { readFacts } from '../src/rules/fact-query.ts';
import type { FactSource } from '../src/rules/fact-source.ts';
import type { JudgeContext } from '../src/rules/judge-subjects.ts';
import { judgeWaiting } from '../src/rules/judge-waiting.ts';
import { requestSweep } from '../src/rules/look-again.ts';
import type { RuleFile } from '../src/rules/rule-file.ts';
import { readRules } from '../src/rules/rule-files.ts';
import { sweepRequested } from '../src/rules/sweep.ts';
import { workPolicy } from '../src/rules/work-policy.ts';
import { bookOf, fillBook } from './book.ts';
import { type Figures, figuresOf } from './figures.ts';
import { jsonRulesEngine, type Peer, peerFacts, zen } from './peers.ts';
import { judgePrepared } from './prepared.ts';

/** How large a book to judge, and how many of its subjects the peers are given. */
export interface RulesOptions {
  invoices: number;
  sample: number;
  say: (line: string) => void;
}

/** How long judging a book took, from its tables and from prepared facts, and what the peers take, in seconds. */
export interface RulesResult {
  subjects: number;
  rules: number;
  exceptions: number;
  seconds: number;
  peakMegabytes: number;
  /** The rules alone, over prepared facts of all subjects. */
  preparedSeconds: number;
  /** The peers are given a sample of prepared facts; what they took is multiplied up to all subjects. */
  jsonRulesEngineSeconds: number;
  zenSeconds: number;
  /** From a change's mark to the verdicts on what it touched, in milliseconds. */
  change: Figures;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const judgedKinds = ['invoice', 'invoice_line'] as const;
const changes = 300;

function configFor(folder: string, databaseUrl: string): Config {
  const nowhere = 'http://127.0.0.1:9';
  const places = { crm: nowhere, psa: nowhere, erp: nowhere, hubPort: 0 };
  const file = join(folder, 'hub.config.json');
  const folders = { policies: join(root, 'policies'), rules: join(root, 'rules') };
  writeFileSync(file, JSON.stringify(sandboxConfig(places, folders)));
  return readConfig({ HUB_CONFIG: file, DATABASE_URL: databaseUrl });
}

/** What the book is judged by, and the rules of it. */
interface Bench {
  context: JudgeContext;
  rules: readonly RuleFile[];
}

function benchFor(config: Config): Bench {
  const rules = readRules(config.rulesFolder)
    .map(({ rule }) => rule)
    .filter(({ entity }) => (judgedKinds as readonly string[]).includes(entity));
  const set = { rules: rules.map((rule) => compileRule(rule)), broken: [] };
  const context = {
    rules: () => Promise.resolve(set),
    policy: config.policy,
    work: workPolicy(config.policy, config),
    asOfStepSeconds: 60,
    onFailure: (rule: string, message: string) => {
      throw new Error(`${rule}: ${message}`);
    },
  };
  return { context, rules };
}

/** Runs work and tells how long it took and how large this process grew meanwhile. */
async function measured(work: () => Promise<unknown>): Promise<{ seconds: number; peakMegabytes: number }> {
  let peak = process.memoryUsage().rss;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const started = performance.now();
  await work();
  clearInterval(watch);
  return { seconds: (performance.now() - started) / 1000, peakMegabytes: peak / 1024 / 1024 };
}

async function sweep(hub: DataSource, context: JudgeContext): Promise<{ seconds: number; peakMegabytes: number }> {
  await withConnection(hub, (sql) => requestSweep(sql, 'time', randomUUID()));
  return measured(() => sweepRequested(hub, context));
}

/** Marks one record after the other as changed and judges what it touches. */
async function judgeChanges(hub: DataSource, context: JudgeContext): Promise<Figures> {
  const kinds = ['invoice', 'invoice_line', 'milestone', 'time_entry', 'billing_event'];
  const times: number[] = [];
  for (let turn = 0; turn < changes; turn += 1) {
    const kind = kinds[turn % kinds.length] as string;
    await withConnection(hub, (sql) =>
      sql.run(
        `insert into dirty (kind, golden_id, correlation_id)
         select $1, s.id, gen_random_uuid() from ${kind} s where s.id >= gen_random_uuid() order by s.id limit 1`,
        [kind],
      ),
    );
    const started = performance.now();
    await judgeWaiting(hub, context);
    times.push(performance.now() - started);
  }
  return figuresOf(times);
}

/** The facts of subjects of a kind. */
function sourceOf(kind: string): FactSource {
  const source = factSourceOf(kind);
  if (source === undefined) throw new Error(`there are no facts about ${kind}`);
  return source;
}

/** How long the rules alone take for all subjects of the judged kinds. */
async function fromPrepared(hub: DataSource, { context, rules }: Bench): Promise<number> {
  let seconds = 0;
  for (const kind of judgedKinds) {
    const compiled = rules.filter(({ entity }) => entity === kind).map((rule) => compileRule(rule));
    seconds += await judgePrepared(hub, sourceOf(kind), compiled, context.policy);
  }
  return seconds;
}

type PeerOf = typeof zen;

/** What a peer takes for all subjects of the judged kinds, by a sample of their facts. */
async function peerSeconds(hub: DataSource, { context, rules }: Bench, sample: number, peerOf: PeerOf) {
  let seconds = 0;
  for (const kind of judgedKinds) {
    const source = sourceOf(kind);
    const subjects = await transaction(hub, async (sql) => {
      const rows = await sql.rows<{ id: string }>(`select s.id from ${kind} s order by s.id limit $1`, [sample]);
      const ids = rows.map(({ id }) => id);
      return readFacts(sql, source, [], ids, new Date().toISOString(), context.policy);
    });
    const prepared = subjects.map(({ facts }) => peerFacts(kind, facts));
    const peer: Peer = peerOf(rules.filter(({ entity }) => entity === kind));
    // The first run warms the machine up.
    await peer(prepared.slice(0, 100));
    const count = await withConnection(hub, (sql) =>
      sql.row<{ count: number }>(`select count(*)::int as count from ${kind} s`),
    );
    const took = await measured(() => peer(prepared));
    seconds += (took.seconds / prepared.length) * (count?.count ?? 0);
  }
  return seconds;
}

async function benchOn(config: Config, { invoices, sample, say }: RulesOptions): Promise<RulesResult> {
  await migrateDatabase(config);
  const databases = await openDatabases(config);
  const { hub } = databases;
  try {
    const size = bookOf(invoices);
    say(`A book of ${invoices.toLocaleString('en')} invoices is written …`);
    await transaction(hub, async (sql) => {
      await writeReference(sql, config);
      await fillBook(sql, size, say);
    });
    await refreshStatistics(config);
    const bench = benchFor(config);
    say('It is judged …');
    const { seconds, peakMegabytes } = await sweep(hub, bench.context);
    const opened = await withConnection(hub, (sql) =>
      sql.row<{ count: number }>('select count(*)::int as count from exception e where e.closed_at is null'),
    );
    say('It is judged from prepared facts …');
    const preparedSeconds = await fromPrepared(hub, bench);
    say(`${changes} changes are judged …`);
    const change = await judgeChanges(hub, bench.context);
    say(`The peers are given the facts of ${sample.toLocaleString('en')} subjects of each kind …`);
    return {
      subjects: size.invoices + size.lines,
      rules: bench.rules.length,
      exceptions: opened?.count ?? 0,
      seconds,
      peakMegabytes,
      preparedSeconds,
      jsonRulesEngineSeconds: await peerSeconds(hub, bench, sample, jsonRulesEngine),
      zenSeconds: await peerSeconds(hub, bench, sample, zen),
      change,
    };
  } finally {
    await databases.close();
  }
}

/** Judges a whole book by every rule about invoices and their lines, beside two rule engines given the same facts. */
export async function benchRules(options: RulesOptions): Promise<RulesResult> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const name = `bench-${process.pid}`;
  try {
    const settings = { ...postgresSettings, fsync: 'off', full_page_writes: 'off' };
    const server = await startPostgres({ root, name, port: 0, settings });
    return await benchOn(configFor(folder, server.url), options);
  } finally {
    removePostgres({ root, name });
    rmSync(folder, { recursive: true, force: true });
  }
}
