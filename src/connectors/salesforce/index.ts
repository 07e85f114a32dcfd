import { defineConnector } from '../../domain/connector.ts';
import { forceClient } from '../force/client.ts';
import { accountStream } from './account.ts';
import { contractStream } from './contract.ts';
import { invoiceCopyStream } from './invoice-copy.ts';
import { salesforceOptions } from './options.ts';
import { outboundMessage } from './outbound-message.ts';

/** Salesforce as the CRM: customers, contracts with their change orders, and the copies of invoices that a firm keeps there. */
export const salesforce = defineConnector({
  name: 'salesforce',
  about: 'Salesforce: accounts, contracts and the orders under them.',
  // The platform leads from a record's id to its page, whatever it is of.
  recordUrl: '{baseUrl}/{key}',
  options: salesforceOptions,
  client: (system) => ({ force: forceClient(system), options: salesforceOptions.parse(system.options) }),
  streams: { account: accountStream, contract: contractStream, 'invoice-copy': invoiceCopyStream },
  webhook: outboundMessage,
});
