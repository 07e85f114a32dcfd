import 'reflect-metadata';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Reference1763900000001 } from './migrations/1763900000001-reference.ts';
import { GoldenContracts1763900000002 } from './migrations/1763900000002-golden-contracts.ts';
import { GoldenDelivery1763900000003 } from './migrations/1763900000003-golden-delivery.ts';
import { GoldenBilling1763900000004 } from './migrations/1763900000004-golden-billing.ts';
import { Intake1763900000005 } from './migrations/1763900000005-intake.ts';
import { Judgement1763900000006 } from './migrations/1763900000006-judgement.ts';
import { Feed1763900000007 } from './migrations/1763900000007-feed.ts';
import { Corrections1763900000008 } from './migrations/1763900000008-corrections.ts';
import { Access1763900000009 } from './migrations/1763900000009-access.ts';
import { RoomForUpdates1764000000001 } from './migrations/1764000000001-room-for-updates.ts';
import { SignIn1764000000100 } from './migrations/1764000000100-sign-in.ts';
import { Trace1764000000110 } from './migrations/1764000000110-trace.ts';
import { ToldStreams1764000000200 } from './migrations/1764000000200-told-streams.ts';
import { PersonLinks1764000000400 } from './migrations/1764000000400-person-links.ts';
import { RawOnce1764000000500 } from './migrations/1764000000500-raw-once.ts';
import { Escalation1764000000600 } from './migrations/1764000000600-escalation.ts';
import { RuleLife1764100000100 } from './migrations/1764100000100-rule-life.ts';
import { ExceptionsWorkflow1764200000100 } from './migrations/1764200000100-exceptions-workflow.ts';
import { WhatMoreRulesCompare1764200000200 } from './migrations/1764200000200-what-more-rules-compare.ts';
import { OwnState1764200000300 } from './migrations/1764200000300-own-state.ts';
import { PolicyInForce1764200000400 } from './migrations/1764200000400-policy-in-force.ts';
import { WhatBecomesOfInvoices1764300000100 } from './migrations/1764300000100-what-becomes-of-invoices.ts';
import { ScheduledHours1764300000200 } from './migrations/1764300000200-scheduled-hours.ts';
import { Books1764300000300 } from './migrations/1764300000300-books.ts';
import { WhatLowersReceivables1764400000100 } from './migrations/1764400000100-what-lowers-receivables.ts';
import { MarginsAndTasks1764400000200 } from './migrations/1764400000200-margins-and-tasks.ts';
import { CompaniesAndRevenue1764400000300 } from './migrations/1764400000300-companies-and-revenue.ts';
import { SystemWays1764500000100 } from './migrations/1764500000100-system-ways.ts';
import { Verification1764500000200 } from './migrations/1764500000200-verification.ts';
import { AttemptsAndEpochs1764500000300 } from './migrations/1764500000300-attempts-and-epochs.ts';
import { FeedExports1764500000400 } from './migrations/1764500000400-feed-exports.ts';
import { Reconciliation1764500000500 } from './migrations/1764500000500-reconciliation.ts';
import { FewHaveNaturalKeys1764500000700 } from './migrations/1764500000700-few-have-natural-keys.ts';
import { DoubtedDeliveries1764500000900 } from './migrations/1764500000900-doubted-deliveries.ts';
import { Retention1764500001100 } from './migrations/1764500001100-retention.ts';
import { DeliveryPriority1764500001200 } from './migrations/1764500001200-delivery-priority.ts';
import { FrozenWays1764500001300 } from './migrations/1764500001300-frozen-ways.ts';
import { keptAlive, mustLead, sessionSettings } from './src/entities/connections.ts';
import { goldenTables } from './src/entities/golden-tables.ts';
import { machineTables } from './src/entities/machine-tables.ts';

// A calendar date has no zone: left as text it can't shift by one.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, isoInstant);

/** An instant (ISO 8601, UTC, to the millisecond), or an infinity as it stands. */
function isoInstant(text: string): string {
  if (text.endsWith('infinity')) return text;
  // As our own sessions write it, which are in UTC: making a date of it would be most of the work on a row.
  if (text[10] !== ' ' || !text.endsWith('+00')) return new Date(text).toISOString();
  const [date, time] = [text.slice(0, 10), text.slice(11, -3)];
  return `${date}T${time.length === 8 ? `${time}.000` : time.padEnd(12, '0').slice(0, 12)}Z`;
}

/** The database roles: who migrates, who works, and who answers requests and sees only what its principal may see. */
export type DatabaseRole = 'throughline_owner' | 'throughline_hub' | 'throughline_reader';

/**
 * What a connection needs: where, as whom, and the cell (a schema) whose tables unqualified names mean. Without a role
 * the connection acts as whoever the URL signs in.
 */
export interface DatabaseOptions {
  url: string;
  role?: DatabaseRole;
  cell: string;
  poolSize?: number;
}

// What is worked on is in memory or on a solid-state disk, where going by an index is cheap; and no statement here runs
// so long that compiling it would pay.
const planning = '-c random_page_cost=1.1 -c jit=off';

/** The one DataSource of the project: server, command line and tests all open the database with it. */
export function dataSource({ url, role, cell, poolSize = 10 }: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: `throughline ${role?.replace('throughline_', '') ?? 'admin'}`,
    extra: {
      ...keptAlive,
      // What only reads may be led to a standby.
      ...(role === 'throughline_reader' ? {} : { onConnect: mustLead }),
      // Statements that need not wait for each other's answers travel together.
      pipeline: true,
      options: `${role === undefined ? '' : `-c role=${role} `}-c search_path=${cell} -c timezone=UTC ${planning} ${sessionSettings}`,
    },
    entities: [...goldenTables, ...machineTables],
    migrations: [
      Reference1763900000001,
      GoldenContracts1763900000002,
      GoldenDelivery1763900000003,
      GoldenBilling1763900000004,
      Intake1763900000005,
      Judgement1763900000006,
      Feed1763900000007,
      Corrections1763900000008,
      Access1763900000009,
      RoomForUpdates1764000000001,
      SignIn1764000000100,
      Trace1764000000110,
      ToldStreams1764000000200,
      PersonLinks1764000000400,
      RawOnce1764000000500,
      Escalation1764000000600,
      RuleLife1764100000100,
      ExceptionsWorkflow1764200000100,
      WhatMoreRulesCompare1764200000200,
      OwnState1764200000300,
      PolicyInForce1764200000400,
      WhatBecomesOfInvoices1764300000100,
      ScheduledHours1764300000200,
      Books1764300000300,
      WhatLowersReceivables1764400000100,
      MarginsAndTasks1764400000200,
      CompaniesAndRevenue1764400000300,
      SystemWays1764500000100,
      Verification1764500000200,
      AttemptsAndEpochs1764500000300,
      FeedExports1764500000400,
      Reconciliation1764500000500,
      FewHaveNaturalKeys1764500000700,
      DoubtedDeliveries1764500000900,
      Retention1764500001100,
      DeliveryPriority1764500001200,
      FrozenWays1764500001300,
    ],
    migrationsTransactionMode: 'each',
    installExtensions: false,
  });
}
