// Written by `npm run faces` from sources.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Sources {
  systems: ({
    name: string;
    connector: string;
    role: string;
    stage: string;
    requestsPerMinute: number | null;
    ways: {
      direction: 'IN' | 'OUT';
      state: 'DRAINED' | 'DRAINING' | 'FROZEN' | 'PAUSED' | 'RUNNING';
      reason: string | null;
      askedBy: string | null;
      since: string | null;
      until: string | null;
      remaining: number | null;
      breaker: 'CLOSED' | 'HALF_OPEN' | 'OPEN';
      failures: number;
      openedAt: string | null;
      nextProbeAt: string | null;
      lastError: string | null;
    }[];
  })[];
  streams: ({
    system: string;
    name: string;
    kinds: string[];
    baseline: string;
    expectedRecords: number | null;
    receivedRecords: number;
    waiting: number;
    parked: number;
    paused: boolean;
    lastSuccessAt: string | null;
    knownThrough: string | null;
    failingSince: string | null;
    lastError: string | null;
    latenessP99Seconds: number | null;
    overlapSeconds: number | null;
    lastScan: {
      finishedAt: string;
      outcome: string;
      reason: string | null;
      records: number;
      missing: number;
      changed: number;
      gone: number;
      deleted: number;
    } | null;
  })[];
}

export type SourcesVariables = Record<string, never>;

export declare const text: string;
export declare const sources: TypedDocumentNode<Sources, SourcesVariables>;
