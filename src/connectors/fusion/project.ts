import { z } from 'zod';
import type { CanonicalRecord } from '../../domain/record.ts';
import { resourceStream } from './resource-stream.ts';
import { id, keyText, naturalKey, saidText, text } from './values.ts';

const tasks = z
  .array(z.looseObject({ TaskId: id, TaskNumber: text, TaskName: text, ChargeableFlag: z.boolean().nullish() }))
  .nullish();

interface Project {
  ProjectId: string | number;
  ProjectNumber: string;
  BusinessUnitName?: string | null | undefined;
  Tasks?: z.infer<typeof tasks>;
}

/** The tasks of a project that costs can be booked on: those that only add up others are left out. */
function tasksOf({ ProjectId, ProjectNumber, BusinessUnitName, Tasks }: Project): CanonicalRecord[] {
  return (Tasks ?? [])
    .filter(({ ChargeableFlag }) => ChargeableFlag !== false)
    .map(({ TaskId, TaskNumber, TaskName }) => ({
      kind: 'task',
      key: keyText(TaskId),
      natural: naturalKey(ProjectNumber, TaskNumber),
      legalEntity: BusinessUnitName ?? undefined,
      values: { number: saidText(TaskNumber), name: TaskName ?? null },
      refs: { project: { key: keyText(ProjectId) } },
    }));
}

/** Projects that costs and billing can be booked on. */
export const projectStream = resourceStream({
  about: 'projects with their tasks → project (whether the ERP has it open), task',
  resource: 'projects',
  key: 'ProjectId',
  expand: 'Tasks',
  kinds: ['project', 'task'],
  schema: z.looseObject({
    ProjectId: id,
    ProjectNumber: z.string(),
    ProjectName: text,
    ProjectStatus: text,
    BusinessUnitName: text,
    Tasks: tasks,
  }),
  map: (raw) => [
    {
      kind: 'project',
      key: keyText(raw.ProjectId),
      natural: naturalKey(raw.ProjectNumber),
      legalEntity: raw.BusinessUnitName ?? undefined,
      values: {
        number: raw.ProjectNumber,
        name: raw.ProjectName ?? null,
        erpStatus: raw.ProjectStatus === 'Active' ? 'active' : 'closed',
      },
      refs: {},
    },
    ...tasksOf(raw),
  ],
});
