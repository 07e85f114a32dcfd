import { type FactSource, itself, pointingAt, valuesOf, whereDelivered } from '../fact-source.ts';
import { closeFacts } from './close-window.ts';

const hours = { type: 'decimal', unit: 'hours' } as const;

export const assignmentFacts: FactSource = {
  kind: 'assignment',
  about: 'Whether the hours that somebody is scheduled for on a project have been submitted.',
  sql: 'assignment.sql',
  columns: {
    resourceName: { type: 'text', about: 'Who is assigned.' },
    role: { type: 'text', about: 'In which role.' },
    projectNumber: { type: 'text', about: 'To which project.' },
    projectStatus: {
      type: 'text',
      about: 'The state of its delivery.',
      oneOf: valuesOf('project', 'status'),
    },
    assignmentStatus: {
      type: 'text',
      about: 'How firm the assignment is.',
      oneOf: valuesOf('assignment', 'status'),
    },
    billable: { type: 'boolean', about: 'Whether its hours are to be billed.' },
    billRate: { type: 'decimal', about: 'At which rate.', unit: 'an hour' },
    weeksBeginOn: {
      type: 'date',
      about: 'The first day of the weeks that are looked at: the last ones that are closed.',
    },
    weeksEndOn: { type: 'date', about: 'The last day of these weeks.' },
    cutOffAt: { type: 'instant', about: 'By when their time was to be submitted.' },
    nextCutOffAt: { type: 'instant', about: 'By when the time of the week after them is to be submitted.' },
    timeKnownThrough: { type: 'instant', about: 'Through when time is known.' },
    scheduledHours: { ...hours, about: 'What was scheduled in these weeks, holidays left out.' },
    submittedHours: {
      ...hours,
      about: 'What was submitted or approved of these weeks.',
      waits: whereDelivered(['time_entry'], 'cutOffAt'),
    },
    missingHours: {
      ...hours,
      about: 'How much less was submitted than was scheduled.',
      waits: whereDelivered(['time_entry'], 'cutOffAt'),
    },
    missingHoursTolerance: { ...hours, about: 'How much less may be submitted.' },
    missingAmount: {
      type: 'decimal',
      about: 'What the missing hours are worth at the rate of the assignment.',
      waits: whereDelivered(['time_entry'], 'cutOffAt'),
    },
    ...closeFacts,
  },
  touches: {
    assignment: itself,
    project: pointingAt('assignment', 'project_id'),
    resource: pointingAt('assignment', 'resource_id'),
    contract_line: pointingAt('assignment', 'contract_line_id'),
    time_entry: `
      select h.assignment_id as id from time_entry_history h where h.id = any ($1::uuid[]) and h.assignment_id is not null
      union
      select a.id from time_entry_history h
        join assignment a on a.resource_id = h.resource_id and a.project_id = h.project_id
       where h.id = any ($1::uuid[]) and h.assignment_id is null`,
  },
};
