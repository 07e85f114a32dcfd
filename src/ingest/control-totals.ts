import { add, type DecimalText, readDecimal } from '../domain/decimal.ts';
import { HubError } from '../domain/errors.ts';
import type { NumberForm } from '../domain/file-mapping.ts';
import type { CsvRow } from './csv-rows.ts';
import type { ControlTotal, Manifest } from './file-manifest.ts';
import { readNumber } from './map-row.ts';

const mismatch = (what: string) => new HubError('CONTROL_TOTAL_MISMATCH', what);

// A file whose groups don't end is not the one that its manifest describes.
const mostGroups = 20_000;

class RunningTotal {
  private readonly declared: ControlTotal;
  private readonly numbers: NumberForm;
  private readonly sums = new Map<string, DecimalText>();

  constructor(declared: ControlTotal, numbers: NumberForm) {
    this.declared = declared;
    this.numbers = numbers;
  }

  private cell(row: CsvRow, column: string): string {
    const text = row.columns?.[column];
    if (text === undefined) throw mismatch(`column "${column}": row ${row.row} (line ${row.line}) has none`);
    return text.trim();
  }

  add(row: CsvRow): void {
    const { declared, sums } = this;
    const text = this.cell(row, declared.column);
    const amount = text === '' ? '0' : readNumber(text, this.numbers);
    if (amount === undefined) {
      const where = `row ${row.row} (line ${row.line})`;
      throw mismatch(`column "${declared.column}": ${where} holds "${text.slice(0, 60)}", which is not a number`);
    }
    const group = 'by' in declared ? this.cell(row, declared.by) : '';
    sums.set(group, add(sums.get(group) ?? '0', amount));
    if (sums.size > mostGroups) throw mismatch(`column "${declared.column}": more than ${mostGroups} groups`);
  }

  /** What was declared, by group; the whole file is one group without a name where it has no others. */
  private expected(): ReadonlyMap<string, DecimalText> {
    const { declared } = this;
    const totals = 'by' in declared ? declared.totals : { '': declared.total };
    return new Map(Object.entries(totals).map(([group, total]) => [group, readDecimal(total) ?? total]));
  }

  check(): void {
    const { declared } = this;
    const expected = this.expected();
    const found = new Map([...('by' in declared ? [] : [['', '0'] as const]), ...this.sums]);
    const wrong = [...new Set([...expected.keys(), ...found.keys()])].find(
      (group) => expected.get(group) !== found.get(group),
    );
    if (wrong === undefined) return;
    const of = 'by' in declared ? ` where "${declared.by}" is "${wrong}"` : '';
    const [wanted, got] = [expected.get(wrong) ?? 'no rows', found.get(wrong) ?? 'no rows'];
    throw mismatch(`column "${declared.column}"${of}: expected ${wanted}, found ${got}`);
  }
}

/** What a file must add up to, compared row by row. */
export interface FileCheck {
  /** Throws CONTROL_TOTAL_MISMATCH for a cell that can't be summed. */
  add(row: CsvRow): void;
  /** Throws CONTROL_TOTAL_MISMATCH with the column, what was expected and what was found. */
  finish(sha256: string): void;
}

/** Begins to compare a file with its manifest. */
export function checkFile(manifest: Manifest, numbers: NumberForm): FileCheck {
  const totals = manifest.controlTotals.map((declared) => new RunningTotal(declared, numbers));
  let rows = 0;
  return {
    add(row) {
      rows += 1;
      for (const total of totals) total.add(row);
    },
    finish(sha256) {
      if (rows !== manifest.rows) throw mismatch(`rows: expected ${manifest.rows}, found ${rows}`);
      for (const total of totals) total.check();
      if (sha256 !== manifest.sha256) throw mismatch(`sha256: expected ${manifest.sha256}, found ${sha256}`);
    },
  };
}
