import { describeConnector } from '../../../test/conformance.ts';

const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];

describeConnector('Salesforce', {
  system: 'salesforce',
  throttled: { status: 403, headers: {}, text: JSON.stringify(limit) },
  commands: () => [],
});
