import { defineConnector } from '../../domain/connector.ts';
import { adjustmentStream } from './adjustment.ts';
import { billingEventStream } from './billing-event.ts';
import { type FusionClient, fusionClient } from './client.ts';
import { contractStream } from './contract.ts';
import { expenditureTypeStream } from './expenditure-type.ts';
import { payableStream } from './intercompany.ts';
import { invoiceStream } from './invoice.ts';
import { fusionOptions } from './options.ts';
import { projectStream } from './project.ts';
import { push } from './push.ts';
import { creditMemoStream, currencyRateStream, receiptStream, receivableStream, revenueStream } from './receivables.ts';
import { recognizedRevenueStream } from './recognized-revenue.ts';
import { taxProfileStream } from './tax-profile.ts';

/** Oracle Fusion Cloud ERP: contracts as they are billed, billing events, invoices, receipts, intercompany charges. */
export const fusion = defineConnector<FusionClient>({
  name: 'fusion',
  about: 'Oracle Fusion: contracts, billing events, project invoices, receivables, what companies charge each other.',
  options: fusionOptions,
  client: fusionClient,
  streams: {
    contract: contractStream,
    project: projectStream,
    'billing-event': billingEventStream,
    invoice: invoiceStream,
    payable: payableStream,
    receivable: receivableStream,
    receipt: receiptStream,
    'credit-memo': creditMemoStream,
    adjustment: adjustmentStream,
    revenue: revenueStream,
    'recognized-revenue': recognizedRevenueStream,
    'currency-rate': currencyRateStream,
    'expenditure-type': expenditureTypeStream,
    'tax-profile': taxProfileStream,
  },
  push,
});
