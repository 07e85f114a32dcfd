import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { z } from 'zod';
import { HubError } from './domain/errors.ts';
import { type FileMappings, fileMapping } from './domain/file-mapping.ts';
import {
  type ApprovalsPolicy,
  approvalsPolicy,
  type MatchingPolicy,
  matchingPolicy,
  type RetentionPolicy,
  retentionPolicy,
  type SystemsOfRecord,
  systemsOfRecord,
  type Timing,
  type TolerancesPolicy,
  timingPolicy,
  tolerancesPolicy,
} from './domain/policies.ts';
import {
  type MaterialityPolicy,
  materialityPolicy,
  type RoutingPolicy,
  routingPolicy,
} from './domain/work-policies.ts';
import { readJson } from './json-file.ts';

/** What the firm has decided, from the files in `policies/`. */
export interface Policies {
  systemsOfRecord: SystemsOfRecord;
  tolerances: TolerancesPolicy;
  approvals: ApprovalsPolicy;
  matching: MatchingPolicy;
  materiality: MaterialityPolicy;
  routing: RoutingPolicy;
  retention: RetentionPolicy;
  timing: Timing;
  /** What the columns of files mean, by the name that manifests use. */
  mappings: FileMappings;
}

function policyIn<T>(folder: string, name: string, schema: z.ZodType<T>): T {
  const file = resolve(folder, name);
  if (!existsSync(file)) {
    throw new HubError(
      'CONFIG_INVALID',
      `${file}: there is no such policy; begin with the ${name} that comes with the hub`,
    );
  }
  return readJson(file, schema);
}

/** Each file of the folder is one mapping, called by the file's name. */
function mappingsIn(folder: string): FileMappings {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
  return new Map(files.map((file) => [basename(file, '.json'), policyIn(folder, file, fileMapping)]));
}

/** Reads the policies in a folder. Throws CONFIG_INVALID with the file, the place and what is wrong there. */
export function readPolicies(folder: string, timing: 'production' | 'sandbox'): Policies {
  return {
    systemsOfRecord: policyIn(folder, 'systems-of-record.json', systemsOfRecord),
    tolerances: policyIn(folder, 'tolerances.json', tolerancesPolicy),
    approvals: policyIn(folder, 'approvals.json', approvalsPolicy),
    matching: policyIn(folder, 'matching.json', matchingPolicy),
    materiality: policyIn(folder, 'materiality.json', materialityPolicy),
    routing: policyIn(folder, 'routing.json', routingPolicy),
    retention: policyIn(folder, 'retention.json', retentionPolicy),
    timing: policyIn(folder, 'timing.json', timingPolicy)[timing],
    mappings: mappingsIn(resolve(folder, 'mappings')),
  };
}
