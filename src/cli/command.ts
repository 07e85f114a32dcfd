import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import type { CellDesk } from '../domain/cell.ts';
import type { ConnectedSystem, Connector } from '../domain/connector.ts';
import { HubError } from '../domain/errors.ts';
import type { ExportState } from '../domain/feed-export.ts';
import type { OldMonth } from '../domain/old-month.ts';
import type { Timing, TolerancesPolicy } from '../domain/policies.ts';
import type { Stage } from '../domain/roles.ts';
import type { Verification } from '../domain/verification.ts';
import type { MaterialityPolicy, RoutingPolicy } from '../domain/work-policies.ts';
import type { Canary } from '../ingest/canary.ts';
import type { TakenFile } from '../ingest/file-drop.ts';
import type { Interpreter } from '../ingest/interpret.ts';

/** The configuration as far as commands need it. */
export interface CliConfig {
  cell: string;
  /** The folder that relative paths are relative to. */
  folder: string;
  timing: 'production' | 'sandbox';
  rulesFolder: string;
  legalEntities: readonly { id: number; code: string }[];
  practices: readonly { id: number; code: string }[];
  systems: readonly { name: string; baseUrl?: string | undefined }[];
  exports: readonly { name: string }[];
  sealKey: string | undefined;
  policy: {
    tolerances: TolerancesPolicy;
    materiality: MaterialityPolicy;
    routing: RoutingPolicy;
    timing: Pick<
      Timing,
      | 'asOfStepSeconds'
      | 'pollOverlapSeconds'
      | 'pollLagSeconds'
      | 'propagationSeconds'
      | 'freshnessSeconds'
      | 'deliveredWithinSeconds'
    >;
  };
}

/** A configured system with all that is needed to talk to it. */
export interface InstalledSystem {
  connector: Connector;
  system: ConnectedSystem;
  stage: Stage;
  canary: Canary | undefined;
}

/** A file to take in, with its manifest beside it unless that is named too. */
export interface FileToTake {
  path: string;
  manifest?: string;
  /** Where given, the manifest must be for this stream. */
  stream?: string;
  onProgress: (bytes: number, of: number) => void;
}

/** What the commands are given. Each asks for what it needs, so that one that needs no database needs none. */
export interface CliParts {
  config(): CliConfig;
  /** The database as workers see it. */
  hub(): Promise<DataSource>;
  /** The database as requests see it. */
  reader(): Promise<DataSource>;
  /** The database as whoever migrates it sees it. */
  owner(): Promise<DataSource>;
  /** Brings the database to the newest schema. Returns the names of what ran. */
  migrate(): Promise<string[]>;
  /** Drops the months of the feed that the firm no longer keeps, or only says which. */
  dropOldMonths(dryRun: boolean): Promise<OldMonth[]>;
  /** Makes the cell anew beside itself and compares, waiting at most so long for a quiet instant. */
  verify(patienceMs: number, onProgress: (text: string) => void): Promise<Verification>;
  cells: CellDesk;
  /** A configured system, or undefined where there is none of that name. */
  installed(system: string): InstalledSystem | undefined;
  /** What reads messages of the configured systems. */
  interpreter(): Interpreter;
  /** Takes in a file of a system, and says so in the audit log. */
  takeFile(system: string, file: FileToTake): Promise<TakenFile>;
  /** The exports of the feed, and what an operator may do about one. */
  exports: {
    list(): Promise<ExportState[]>;
    resume(name: string): Promise<ExportState>;
    /** `to` is a cursor, the id of an event, `oldest` or `end`. */
    reset(name: string, to: string): Promise<ExportState>;
  };
  /** Lets time pass. */
  wait(ms: number): Promise<void>;
  /** All of standard input. */
  input(): Promise<string>;
  /** Who runs the command, for the audit log. */
  actor: string;
  now(): Date;
  print(text: string): void;
  /** Says something that is not the answer. */
  complain(text: string): void;
  /** Makes the process end with a failure after what has been printed. */
  fail(): void;
}

/** A configured system, installed. Throws UNKNOWN_SYSTEM with the names that there are. */
export function installedSystem(name: string, parts: CliParts): InstalledSystem {
  const installed = parts.installed(name);
  if (installed !== undefined) return installed;
  const known = parts.config().systems.map((each) => each.name);
  throw new HubError('UNKNOWN_SYSTEM', `no system "${name}" is configured; there are ${known.join(', ')}`);
}

/** What a command answers: text for people, one object for programs. */
export interface Answer {
  text: string;
  json: unknown;
  /** Whether the command did its work and found something wrong. */
  failed?: boolean;
}

/** A file with a command: it registers the command on the program. */
export type Register = (program: Command, parts: CliParts) => void;

/** Gives a command its action, and the option to answer programs. */
export function answering<Args extends unknown[]>(
  command: Command,
  parts: CliParts,
  work: (...args: Args) => Promise<Answer>,
): void {
  command.option('--json', 'answer with one JSON object').action(async (...given: unknown[]) => {
    const { text, json, failed = false } = await work(...(given as Args));
    parts.print(command.opts()['json'] === true ? JSON.stringify(json) : text);
    if (failed) parts.fail();
  });
}

/** Rows under headings, in columns as wide as they need to be. */
export function columns(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_heading, place) => Math.max(...all.map((row) => (row[place] ?? '').length)));
  return all
    .map((row) => row.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}
