/** `NEEDS_HUMAN`, `needs_human`, `plannedOn` → Needs human, Needs human, Planned on. */
export function inWords(name: string): string {
  const spaced = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.]/g, ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Who a principal's id stands for: persona:finance-de01 → finance-de01, policy:approvals@1 → policy approvals@1. */
export function personText(id: string): string {
  return id.replace(/^(persona|person|token):/, '').replace(/^policy:/, 'policy ');
}

/** One thing, two things. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

const corrections: Record<string, string> = {
  PROPAGATE_CONTRACT_VERSION: 'Bring the amendment to its targets',
  HOLD_INVOICE: 'Hold the invoice',
  RELEASE_INVOICE: 'Release the invoice',
  UNDO: 'Undo',
};

/** What a correction is meant to do. */
export function correctionText(type: string): string {
  return corrections[type] ?? inWords(type);
}

const roles: Record<string, string> = {
  crm: 'CRM',
  clm: 'CLM',
  psa: 'PSA',
  erp: 'ERP',
  delivery: 'Delivery',
  time: 'Time',
  expense: 'Expense',
};

/** What a system is to the firm, as people write it. */
export function roleText(role: string): string {
  return roles[role] ?? inWords(role);
}
