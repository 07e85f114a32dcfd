/** A cell as it stands in its database. */
export interface StandingCell {
  name: string;
  /** The newest migration that has run. */
  version: string | null;
  sizeBytes: number;
  legalEntities: string[];
  newestMessageAt: string | null;
  /** How long the oldest message waits that has not been worked off; null where none waits. */
  lagSeconds: number | null;
  /** The addresses of the processes that serve it; `local` for one on the database's own machine. */
  servedBy: string[];
}

/** A cell as the configuration and its database say; `problem` where one of them does not know of it, or can't be asked. */
export interface ListedCell extends Partial<Omit<StandingCell, 'name'>> {
  name: string;
  /** Where it is, without who signs in. */
  database: string;
  configured: boolean;
  problem?: string;
}

/** What a cell lacked before it was ready. */
export interface MadeCell {
  name: string;
  database: string;
  schemaMade: boolean;
  migrations: string[];
  /** The codes of those that were added or changed. */
  legalEntities: string[];
}

/** Where a cell is moved from and to, and how much there is of it. */
export interface CellMove {
  name: string;
  from: string;
  to: string;
  sizeBytes: number;
  /** The tables with their rows and their hashes, which are the same on both sides; nothing in a dry run. */
  tables: { table: string; rows: string; hash: string }[];
}

/** How a cell is to be moved. */
export interface MoveOptions {
  to: string;
  dryRun: boolean;
  /** How long its systems may take to come to rest. */
  patienceMs: number;
  onProgress: (text: string) => void;
}

/** What an operator may do about whole cells. */
export interface CellDesk {
  list(): Promise<ListedCell[]>;
  /** Idempotent; with `dryRun` nothing is changed. Throws CELL_NAME_INVALID, UNKNOWN_CELL, CONFIG_INVALID, DATABASE_UNAVAILABLE. */
  create(name: string, options: { database?: string | undefined; dryRun: boolean }): Promise<MadeCell>;
  /**
   * Lets a cell come to rest, copies and compares it, and lets it go on in the other database; when that does not come about,
   * everything is as before. Throws CONFLICT besides what `create` throws.
   */
  move(name: string, options: MoveOptions): Promise<CellMove>;
}
