import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { messageOf } from './domain/errors.ts';
import { withConnection } from './entities/sql.ts';
import { isHalted } from './entities/system-ways.ts';
import { dropFolders, fileIntakeOf } from './files.ts';
import { type DropOutcome, failureOf, sweepDropFolder } from './ingest/drop-folder.ts';
import { takeFile } from './ingest/file-drop.ts';
import type { InstalledSystem } from './systems.ts';

/** Looks at one system's drop folder and takes in what lies there. */
export type Drop = (payload: Record<string, unknown>) => Promise<void>;

function tell(log: Logger, system: string, outcome: DropOutcome): void {
  const failure = failureOf(outcome);
  if (failure === undefined) log.info({ system, ...outcome }, 'a file was taken in');
  else log.warn({ system, ...failure }, 'a file was put aside');
}

/** The job that works off drop folders. `onMessages` is called when a file has brought something. */
export function dropJob(
  config: Config,
  database: DataSource,
  systems: ReadonlyMap<string, InstalledSystem>,
  onMessages: () => void,
  log: Logger,
): Drop {
  const folders = new Map(dropFolders(config).map(({ system, folder }) => [system, folder]));
  const failing = new Set<string>();
  async function sweep(system: string, folder: string): Promise<void> {
    const intake = fileIntakeOf(config, database, systems, system);
    const outcomes = await sweepDropFolder(
      folder,
      (file) => takeFile(intake, file),
      () => new Date(),
    );
    for (const outcome of outcomes) tell(log, system, outcome);
    if (outcomes.some(({ taken }) => taken !== undefined)) onMessages();
  }
  /** Whether the files of a system are to lie where they are. */
  const stands = (system: string) =>
    withConnection(database, async (sql) => {
      const row = await sql.row<{ halted: boolean }>(`select ${isHalted('$1', 'in')} as halted`, [system]);
      return row?.halted === true;
    });
  return async ({ system: name }) => {
    const system = String(name);
    const folder = folders.get(system);
    if (folder === undefined) return;
    try {
      if (await stands(system)) return;
      await sweep(system, folder);
      failing.delete(system);
    } catch (error) {
      // Said once, not at every look.
      if (!failing.has(system))
        log.error({ system, folder, error: messageOf(error) }, 'the folder can not be worked off');
      failing.add(system);
    }
  };
}
