import { describeConnector } from '../../../test/conformance.ts';
import { fusionCommands } from '../../../test/push-commands.ts';

describeConnector('Fusion', {
  system: 'fusion',
  throttled: { status: 429, headers: {}, text: 'Too many requests' },
  commands: fusionCommands,
});
