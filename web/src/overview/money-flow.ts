import { isZero, lengthOf } from '../format/money.ts';

/** An amount as the figures show it. */
interface Shown {
  amount: string;
  formatted: string;
}

/** Where money has got to: the stages, and between them what each is short of the one before. */
export interface MoneyFlow {
  signed: Shown;
  backlog: Shown;
  delivered: Shown;
  workInProgress: Shown;
  billed: Shown;
  receivable: Shown;
  writtenOff: Shown;
  collected: Shown;
  unexplained: Shown;
}

/** The names of the parts of the flow. */
export type Part = keyof MoneyFlow;

/** A part as it is drawn: a stage stands on the ground, what lies between hangs from the stage before, one below the other. */
export interface FlowColumn {
  part: Part;
  name: string;
  about: string;
  kind: 'stage' | 'between' | 'check';
  value: Shown;
  /** Lower and upper end, in percent of the highest. */
  from: number;
  to: number;
}

const parts: readonly { part: Part; name: string; about: string; kind: FlowColumn['kind']; after?: Part }[] = [
  { part: 'signed', name: 'Signed', about: 'the value of contracts, amendments included', kind: 'stage' },
  { part: 'backlog', name: 'Backlog', about: 'sold and not yet delivered', kind: 'between', after: 'signed' },
  { part: 'delivered', name: 'Delivered', about: 'milestones accepted and time approved', kind: 'stage' },
  { part: 'workInProgress', name: 'WIP', about: 'delivered and not yet billed', kind: 'between', after: 'delivered' },
  { part: 'billed', name: 'Billed', about: 'invoices issued, less credit notes', kind: 'stage' },
  { part: 'receivable', name: 'Receivable', about: 'billed and open', kind: 'between', after: 'billed' },
  { part: 'writtenOff', name: 'Written off', about: 'taken off without cash', kind: 'between', after: 'billed' },
  { part: 'collected', name: 'Collected', about: 'cash applied', kind: 'stage' },
  { part: 'unexplained', name: 'Unexplained', about: 'in no record: 0 if the books tie', kind: 'check' },
];

/** The parts with their names, in the order in which money goes through them. */
export const flowParts = parts;

/** How each part of a flow is drawn. */
export function flowColumns(flow: MoneyFlow): FlowColumn[] {
  const lengths = parts.map(({ part }) => Math.abs(lengthOf(flow[part].amount)));
  const highest = Math.max(...lengths, Number.MIN_VALUE);
  const percent = (length: number) => Math.max(0, Math.min(100, (length / highest) * 100));
  return parts.map(({ part, name, about, kind, after }, place) => {
    const value = flow[part];
    const before = parts.slice(0, place).filter((each) => after !== undefined && each.after === after);
    const hung = before.reduce((length, each) => length + lengthOf(flow[each.part].amount), 0);
    const top = after === undefined ? lengthOf(value.amount) : lengthOf(flow[after].amount) - hung;
    const bottom = after === undefined ? 0 : top - lengthOf(value.amount);
    const [from, to] = [Math.min(bottom, top), Math.max(bottom, top)];
    const drawn = kind === 'check' ? Math.abs(lengthOf(value.amount)) : to;
    return { part, name, about, kind, value, from: percent(kind === 'check' ? 0 : from), to: percent(drawn) };
  });
}

/** Whether there is nothing in a flow at all. */
export function isEmptyFlow(flow: MoneyFlow): boolean {
  return parts.every(({ part }) => isZero(flow[part].amount));
}
