import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { isPulled } from './domain/connector.ts';
import { HubError } from './domain/errors.ts';
import { appendAudit } from './entities/append-audit.ts';
import { withConnection } from './entities/sql.ts';
import { demandRunning } from './entities/system-ways.ts';
import { manifestAt, manifestBeside } from './ingest/drop-folder.ts';
import { type FileIntake, type TakenFile, takeFile } from './ingest/file-drop.ts';
import { interpreter } from './ingest/interpret.ts';
import type { InstalledSystem } from './systems.ts';

const megabyte = 1024 * 1024;

/** What taking in files of a system rests on. Throws UNKNOWN_SYSTEM where none of that name is configured. */
export function fileIntakeOf(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  name: string,
): FileIntake {
  const system = systems.get(name);
  if (system === undefined) {
    throw new HubError('UNKNOWN_SYSTEM', `no system "${name}"; there are ${[...systems.keys()].join(', ')}`);
  }
  const { mappings } = config.policy;
  const { mostMegabytes, mostRows } = system.config.files;
  const told = Object.entries(system.connector.streams).filter(([, stream]) => !isPulled(stream));
  return {
    database,
    system: name,
    told: new Map(told.map(([stream, { kinds }]) => [stream, kinds])),
    mappings,
    interpret: interpreter(systems, mappings),
    limits: { mostBytes: mostMegabytes * megabyte, mostRows },
    newCorrelationId: randomUUID,
  };
}

/** The systems that drop files, each with its folder. */
export function dropFolders(config: Config): { system: string; folder: string }[] {
  return config.systems.flatMap(({ name, options }) => {
    const folder = options['dropFolder'];
    return typeof folder === 'string' ? [{ system: name, folder: resolve(config.folder, folder) }] : [];
  });
}

/** A file that somebody names, with its manifest beside it unless that is named too. */
export interface NamedFile {
  path: string;
  manifest?: string | undefined;
  /** Where given, the manifest must be for this stream. */
  stream?: string | undefined;
  by: string;
  now: Date;
  onProgress?: ((bytes: number, of: number) => void) | undefined;
}

/** Takes in a file that somebody names, and writes down who did. Throws what `takeFile` throws. */
export async function takeNamedFile(intake: FileIntake, named: NamedFile): Promise<TakenFile> {
  const { path, stream, by, now, onProgress } = named;
  const manifest = await manifestAt(named.manifest ?? manifestBeside(path), now);
  if (stream !== undefined && stream !== manifest.stream) {
    throw new HubError('BAD_USER_INPUT', `stream: the manifest is for ${manifest.stream}, not for ${stream}`);
  }
  await withConnection(intake.database, (sql) => demandRunning(sql, intake.system, 'in'));
  const taken = await takeFile(intake, { path, manifest, by, onProgress });
  const { correlationId, ...outcome } = taken;
  const detail = { file: manifest.file, sha256: manifest.sha256, mapping: manifest.mapping, ...outcome };
  const subject = `${intake.system}/${manifest.stream}`;
  await withConnection(intake.database, (sql) =>
    appendAudit(sql, [{ actor: by, action: 'file.take', subject, detail, legalEntityId: null, correlationId }]),
  );
  return taken;
}
