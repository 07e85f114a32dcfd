import type { KindName } from '../domain/kinds.ts';
import type { CompiledRule } from './compile.ts';
import type { Facts } from './fact-values.ts';
import type { GateName, RuleFile } from './rule-file.ts';

/** What a gate asks about: which records, judged as if what? */
export interface Gate {
  /** The kind of record that is to pass. */
  about: KindName;
  /** Per kind of record, the query from the gate's subject (`$1`) to those on which a rule could close it. */
  subjects: Readonly<Record<string, string>>;
  /** Facts taken for what they would be on the other side of the gate. */
  supposing: Facts;
}

/** The gates, by the name that rule files use. */
export const gateOf: Readonly<Record<GateName, Gate>> = {
  invoiceRelease: {
    about: 'invoice',
    subjects: {
      invoice: 'select $1::uuid as id',
      invoice_line: 'select l.id from invoice_line l where l.invoice_id = $1 and not l.deleted',
      contract_line: `select n.id from contract_line n join invoice i on i.contract_id = n.contract_id
                       where i.id = $1 and not n.deleted`,
    },
    supposing: {},
  },
  contractActivation: {
    about: 'contract',
    subjects: {
      contract: 'select $1::uuid as id',
      contract_line: 'select n.id from contract_line n where n.contract_id = $1 and not n.deleted',
      amendment: 'select a.id from amendment a where a.contract_id = $1 and not a.deleted',
      project: 'select p.id from project p where p.contract_id = $1 and not p.deleted',
    },
    supposing: { contractStatus: 'active' },
  },
};

/** The gate that a blocking rule closes where its file names none. */
const usualGate: Readonly<Record<string, GateName>> = {
  invoice: 'invoiceRelease',
  invoice_line: 'invoiceRelease',
  contract_line: 'invoiceRelease',
  contract: 'contractActivation',
  amendment: 'contractActivation',
  project: 'contractActivation',
};

/** The gates that a rule closes: those that its file names, or else the one that a blocking rule about such records does. */
export function gatesOf(rule: RuleFile): readonly GateName[] {
  if (rule.gates !== undefined) return rule.gates;
  const gate = usualGate[rule.entity];
  return rule.effect === 'block' && gate !== undefined ? [gate] : [];
}

/** Whether a rule closes a gate. One in shadow closes none. */
export function closes({ rule, shadow }: CompiledRule, gate: GateName): boolean {
  return !shadow && gatesOf(rule).includes(gate);
}
