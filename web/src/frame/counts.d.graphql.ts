// Written by `npm run faces` from counts.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Counts {
  blockedTotals: {
    count: number;
  }[];
  corrections: {
    totalCount: number;
  };
}

export type CountsVariables = Record<string, never>;

export declare const text: string;
export declare const counts: TypedDocumentNode<Counts, CountsVariables>;
