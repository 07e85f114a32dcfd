import { type FactSource, itself, pointingAt, valuesOf } from '../fact-source.ts';

const percent = { type: 'decimal', unit: '% of the revenue' } as const;
const points = { type: 'decimal', unit: 'points' } as const;

export const projectBudgetFacts: FactSource = {
  kind: 'project_budget',
  about: 'What margin is left of a project by the newest estimate, and how far it has fallen lately.',
  sql: 'project-budget.sql',
  columns: {
    projectNumber: { type: 'text', about: 'The number of the project.' },
    projectStatus: {
      type: 'text',
      about: 'The state of its delivery.',
      oneOf: valuesOf('project', 'status'),
    },
    billable: { type: 'boolean', about: 'Whether it is billed to a customer.' },
    contractNumber: { type: 'text', about: 'The number of its contract.' },
    budgetedRevenue: { type: 'decimal', about: 'The revenue that was budgeted.' },
    budgetedCost: { type: 'decimal', about: 'The cost that was budgeted.' },
    revenueAtCompletion: { type: 'decimal', about: 'What it will bring in by the newest estimate.' },
    costAtCompletion: { type: 'decimal', about: 'What it will cost by the newest estimate.' },
    marginAtCompletion: { ...percent, about: 'What is left of that revenue; unknown where there is none.' },
    marginFloor: { ...percent, about: 'What is to be left at least.' },
    marginShortfall: { type: 'decimal', about: 'How much less than that is left; below zero where it is more.' },
    highestMargin: { ...percent, about: 'The most that was left by any estimate of the last days.' },
    highestMarginUntil: {
      type: 'instant',
      about: 'Until when that one counts, or another that is not known; unknown where the newest is the highest.',
    },
    marginFallWithinDays: { type: 'integer', unit: 'days', about: 'How many days are looked back.' },
    marginFall: { ...points, about: 'By how much the margin has fallen since.' },
    marginFallTolerance: { ...points, about: 'By how much it may fall.' },
    marginFallAmount: {
      type: 'decimal',
      about: 'What the fall comes to, of the revenue at completion; nothing where it may be that much.',
    },
  },
  touches: {
    project_budget: itself,
    project: pointingAt('project_budget', 'project_id'),
    contract: `select b.id from project p join project_budget b on b.project_id = p.id
      where p.contract_id = any ($1::uuid[])`,
  },
};
