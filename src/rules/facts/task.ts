import { type FactSource, itself, pointedAtBy, pointingAt, valuesOf } from '../fact-source.ts';

export const taskFacts: FactSource = {
  kind: 'task',
  about: 'Whether delivery and the ERP break a project into the same tasks, and whose time was booked on them.',
  sql: 'task.sql',
  columns: {
    taskNumber: { type: 'text', about: 'The number that it is booked under; empty where it has none.' },
    taskName: { type: 'text', about: 'Its name.' },
    taskStatus: {
      type: 'text',
      about: 'The state of its delivery.',
      oneOf: valuesOf('task', 'status'),
    },
    projectNumber: { type: 'text', about: 'The number of its project.' },
    projectStatus: {
      type: 'text',
      about: 'The state of the delivery of its project.',
      oneOf: valuesOf('project', 'status'),
    },
    erpDueAt: { type: 'instant', about: 'By when the ERP should have it.' },
    deliveryDueAt: { type: 'instant', about: 'By when delivery should have it.' },
    missingInErp: {
      type: 'boolean',
      about: 'Whether the ERP has the project, and no task of that number that costs can be booked on.',
      waits: [{ role: 'erp', kinds: ['task'], through: 'erpDueAt' }],
    },
    missingInPlan: {
      type: 'boolean',
      about: 'Whether the ERP alone has it, though delivery gives the tasks of the project numbers.',
      waits: [
        { role: 'psa', kinds: ['task'], through: 'deliveryDueAt', ifAny: true },
        { role: 'delivery', kinds: ['task'], through: 'deliveryDueAt', ifAny: true },
      ],
    },
    bookedHours: { type: 'decimal', unit: 'hours', about: 'The time that was booked on it.' },
    unbookableAmount: {
      type: 'decimal',
      about: 'What billable time of its own project on it comes to, where it is worked on and the ERP lacks it.',
    },
    foreignHours: { type: 'decimal', unit: 'hours', about: 'Billable time on it that belongs to other projects.' },
    foreignAmount: {
      type: 'decimal',
      about: 'What that comes to; unknown where it is in another currency than the project of the task.',
    },
  },
  touches: {
    // Whether a task of the ERP's is missing in the plan hangs on whether its siblings have numbers.
    task: `${itself} union
      select s.id from task_history h join task s on s.project_id = h.project_id and s.orphan
       where h.id = any ($1::uuid[])`,
    task_time: pointedAtBy('task_time', 'task_id'),
    time_entry: `${pointedAtBy('time_entry', 'task_id')} union
      select o.task_id from task_time o where o.time_entry_id = any ($1::uuid[]) and o.task_id is not null`,
    project: pointingAt('task', 'project_id'),
  },
};
