/** As it stands, and as it was made anew. */
export type Side = 'live' | 'rebuilt';

/** A field that is not the same on both sides. */
export interface FieldDifference {
  field: string;
  live: unknown;
  rebuilt: unknown;
}

/** A row that stands and was not made, that was made and does not stand, or that was made otherwise. */
export interface RowDifference {
  key: string;
  label: string;
  what: 'only live' | 'only rebuilt' | 'changed';
  fields: FieldDifference[];
}

/** What came of comparing one table. Hashes are SHA-256 over its rows in the order of their keys. */
export interface TableComparison {
  table: string;
  rows: Record<Side, number>;
  hashes: Record<Side, string>;
  differing: number;
  first: RowDifference[];
}

/** Source records whose message is not kept any more: taken over as they stand and not verified. A few are named. */
export interface CarriedRecords {
  count: number;
  first: string[];
}

/** A message that could be used once and can't any more. */
export interface Unreadable {
  id: string;
  record: string;
  reason: string;
}

/** What came of making a cell anew from its inbox, and comparing. */
export interface Verification {
  /** The instant at which the cell was looked at, and the one that its rules were asked about. */
  at: string;
  asOf: string;
  equal: boolean;
  messages: number;
  tables: TableComparison[];
  carried: CarriedRecords;
  /** Messages that records rest on and that can't be read any more. */
  unreadable: Unreadable[];
  /** Rules that could not be judged: their exceptions were not compared. */
  failedRules: string[];
}
