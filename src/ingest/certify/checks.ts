import type { Certification } from '../../domain/certification.ts';
import { deliveryChecks } from './deliveries.ts';
import { mappingChecks } from './mapping.ts';
import { pageChecks } from './pages.ts';
import { transportChecks } from './transport.ts';

/** All that the hub relies on when it reads a system. None of it changes anything there. */
export const readingChecks: readonly Certification[] = [
  ...pageChecks,
  ...mappingChecks,
  ...transportChecks,
  ...deliveryChecks,
];
