import { kind } from '../kind.ts';

const approvalState = { oneOf: ['draft', 'submitted', 'approved', 'rejected'] } as const;

export const project = kind({
  name: 'project',
  about: 'The delivery of a contract or of a part of it.',
  attributes: {
    number: 'text',
    name: 'text',
    status: { oneOf: ['draft', 'active', 'on_hold', 'closed'] },
    approved: 'boolean',
    billable: 'boolean',
    currency: 'currency',
    startsOn: 'date',
    endsOn: 'date',
    erpStatus: { oneOf: ['active', 'closed'] },
  },
  refs: { contract: 'contract', customer: 'customer' },
  scope: { inherit: ['contract'] },
});

export const projectBudget = kind({
  name: 'project_budget',
  about: 'The revenue and the cost of a project: as budgeted, and when it is done, by the newest estimate.',
  attributes: {
    budgetedRevenue: 'decimal',
    budgetedCost: 'decimal',
    revenueAtCompletion: 'decimal',
    costAtCompletion: 'decimal',
    currency: 'currency',
  },
  refs: { project: 'project' },
  scope: { inherit: ['project'] },
});

export const task = kind({
  name: 'task',
  // The number is empty where a system says that a task has none: it is booked on in that system alone.
  about: 'A piece of a project that time is booked on, under a number that is the same in every system.',
  attributes: {
    number: 'text',
    name: 'text',
    status: { oneOf: ['draft', 'planned', 'started', 'blocked', 'complete', 'deferred'] },
    plannedHours: 'decimal',
  },
  refs: { project: 'project', milestone: 'milestone' },
  scope: { inherit: ['project'] },
});

export const assignment = kind({
  name: 'assignment',
  about: 'A resource on a project in a role, at a rate, with the hours of its week and the work that is still to do.',
  attributes: {
    role: 'text',
    status: { oneOf: ['tentative', 'scheduled', 'closed'] },
    billable: 'boolean',
    billRate: 'decimal',
    currency: 'currency',
    plannedHours: 'decimal',
    remainingHours: 'decimal',
    remainingAmount: 'decimal',
    startsOn: 'date',
    endsOn: 'date',
    sundayHours: 'decimal',
    mondayHours: 'decimal',
    tuesdayHours: 'decimal',
    wednesdayHours: 'decimal',
    thursdayHours: 'decimal',
    fridayHours: 'decimal',
    saturdayHours: 'decimal',
  },
  refs: { project: 'project', resource: 'resource', contractLine: 'contract_line' },
  scope: { inherit: ['project'] },
});

export const timeEntry = kind({
  name: 'time_entry',
  about: 'Hours worked by a resource, for a day or for a week that ends on `workedOn`.',
  attributes: {
    workedFrom: 'date',
    workedOn: 'date',
    hours: 'decimal',
    role: 'text',
    billRate: 'decimal',
    amount: 'decimal',
    currency: 'currency',
    billable: 'boolean',
    approvalState,
    approvedOn: 'date',
  },
  refs: {
    project: 'project',
    task: 'task',
    resource: 'resource',
    assignment: 'assignment',
    contractLine: 'contract_line',
    milestone: 'milestone',
    billingEvent: 'billing_event',
  },
  scope: { inherit: ['project', 'contractLine'] },
});

export const taskTime = kind({
  name: 'task_time',
  about: 'The hours of a time entry that were worked on one task.',
  attributes: { hours: 'decimal' },
  refs: { timeEntry: 'time_entry', task: 'task' },
  scope: { inherit: ['timeEntry', 'task'] },
});

export const expense = kind({
  name: 'expense',
  about: 'What a resource spent for a project.',
  attributes: {
    incurredOn: 'date',
    category: 'text',
    amount: 'decimal',
    currency: 'currency',
    billable: 'boolean',
    approvalState,
  },
  refs: { project: 'project', resource: 'resource', contractLine: 'contract_line', billingEvent: 'billing_event' },
  scope: { inherit: ['project', 'contractLine'] },
});
