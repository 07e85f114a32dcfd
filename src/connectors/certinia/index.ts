import { defineConnector } from '../../domain/connector.ts';
import { forceClient } from '../force/client.ts';
import { accountStream } from './account.ts';
import { assignmentStream } from './assignment.ts';
import { milestoneStream } from './milestone.ts';
import type { CertiniaClient } from './object-stream.ts';
import { certiniaOptions } from './options.ts';
import { projectStream } from './project.ts';
import { purchaseOrderStream } from './purchase-order.ts';
import { push } from './push.ts';
import { rateCardStream } from './rate-card.ts';
import { resourceStream } from './resource.ts';
import { taskStream, taskTimeStream } from './task.ts';
import { expenseStream, timecardStream } from './time-and-expense.ts';

/** Certinia PSA: projects, milestones, people, time and expenses. It runs on the Salesforce platform. */
export const certinia = defineConnector<CertiniaClient>({
  name: 'certinia',
  about: 'Certinia PSA: projects, milestones, assignments, timecards, expenses.',
  // The platform leads from a record's id to its page, whatever it is of.
  recordUrl: '{baseUrl}/{key}',
  options: certiniaOptions,
  client: (system) => ({ force: forceClient(system), options: certiniaOptions.parse(system.options) }),
  streams: {
    account: accountStream,
    resource: resourceStream,
    project: projectStream,
    milestone: milestoneStream,
    task: taskStream,
    assignment: assignmentStream,
    'purchase-order': purchaseOrderStream,
    'rate-card': rateCardStream,
    timecard: timecardStream,
    'task-time': taskTimeStream,
    expense: expenseStream,
  },
  push,
});
