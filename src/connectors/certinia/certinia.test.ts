import { describeConnector } from '../../../test/conformance.ts';
import { certiniaCommands } from '../../../test/push-commands.ts';

const limit = [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }];
const throttled = { status: 403, headers: {}, text: JSON.stringify(limit) };

describeConnector('Certinia', { system: 'certinia', throttled, commands: certiniaCommands });

describeConnector("Certinia without the firm's own fields", {
  system: 'certinia',
  options: { psaExternalIds: false },
  throttled,
  commands: certiniaCommands,
});
