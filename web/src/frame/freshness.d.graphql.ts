// Written by `npm run faces` from freshness.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Freshness {
  streams: {
    system: string;
    name: string;
    baseline: string;
    paused: boolean;
    knownThrough: string | null;
    failingSince: string | null;
  }[];
}

export type FreshnessVariables = Record<string, never>;

export declare const text: string;
export declare const freshness: TypedDocumentNode<Freshness, FreshnessVariables>;
