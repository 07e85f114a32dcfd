// Written by `npm run faces` from sources.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Sources {
  streams: {
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
  }[];
}

export type SourcesVariables = Record<string, never>;

export declare const text: string;
export declare const sources: TypedDocumentNode<Sources, SourcesVariables>;
