import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A rule that fires on every draft invoice, with whatever is to be different about it. */
export function draftRule(different: object = {}): object {
  return {
    id: 'R90',
    version: 1,
    title: 'Draft invoice',
    about: 'An invoice is a draft.',
    entity: 'invoice',
    severity: 'high',
    owner: 'finance',
    effect: 'block',
    amount: { fact: 'invoiceTotal' },
    slaBusinessDays: 1,
    effectiveFrom: '2020-01-01',
    conditions: { fact: 'invoiceStatus', operator: 'equal', value: 'draft' },
    sentence: 'Invoice {invoiceNumber} is a draft.',
    examples: [
      { title: 'a draft', given: { invoiceStatus: 'draft' }, outcome: 'fires' },
      { title: 'it is out', given: { invoiceStatus: 'issued' }, outcome: 'passes' },
      { title: 'not known', given: { invoiceStatus: null }, outcome: 'cannotEvaluate' },
    ],
    ...different,
  };
}

/** A folder of rules as they ship, to which a test adds its own. */
export interface RuleFolder {
  folder: string;
  write(name: string, content: object | string): void;
  remove(name: string): void;
  close(): void;
}

/** Copies the rules that ship into a folder of its own. */
export function ruleFolder(): RuleFolder {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  cpSync(resolve('rules'), folder, { recursive: true });
  let writes = 0;
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      // Two writes of equal length within one tick of the file system's clock are two all the same.
      writes += 1;
      utimesSync(path, writes, writes);
    },
    remove: (name) => rmSync(join(folder, name)),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
