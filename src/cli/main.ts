import { Command } from 'commander';
import { registerBacklog } from './backlog.ts';
import { registerCell } from './cell.ts';
import { registerCertify } from './certify.ts';
import type { CliParts, Register } from './command.ts';
import { registerCredentials } from './credentials.ts';
import { registerDeliveries } from './deliveries.ts';
import { registerDoctor } from './doctor.ts';
import { registerExport } from './export.ts';
import { registerFreeze } from './freeze.ts';
import { registerIngest } from './ingest.ts';
import { registerMigrate } from './migrate.ts';
import { registerPartitions } from './partitions.ts';
import { registerReconcile } from './reconcile.ts';
import { registerRegionDown } from './region-down.ts';
import { registerReplay } from './replay.ts';
import { registerRetention } from './retention.ts';
import { registerRules } from './rules.ts';
import { registerSweep } from './sweep.ts';
import { registerSystem } from './system.ts';
import { registerToken } from './token.ts';
import { registerTrace } from './trace.ts';
import { registerVerify } from './verify.ts';

/** Every command, one file each. */
const commands: readonly Register[] = [
  registerMigrate,
  registerCell,
  registerPartitions,
  registerRetention,
  registerToken,
  registerCredentials,
  registerRules,
  registerSweep,
  registerIngest,
  registerReplay,
  registerVerify,
  registerSystem,
  registerFreeze,
  registerRegionDown,
  registerDeliveries,
  registerBacklog,
  registerReconcile,
  registerTrace,
  registerExport,
  registerDoctor,
  registerCertify,
];

/** The program `throughline` over what the wiring gives it. */
export function program(parts: CliParts): Command {
  const all = new Command('throughline')
    .description('What operators of a Throughline hub do from the command line.')
    .exitOverride()
    .configureOutput({ writeOut: parts.print, writeErr: parts.complain })
    .showHelpAfterError('(add --help to see what it takes)');
  for (const register of commands) register(all, parts);
  return all;
}
