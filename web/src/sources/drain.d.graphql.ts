// Written by `npm run faces` from drain.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Drain {
  drainSystem: {
    system: {
      name: string;
    } | null;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface DrainVariables {
  system: string;
  direction?: 'IN' | 'OUT' | undefined;
  reason: string;
  until?: string | undefined;
}

export declare const text: string;
export declare const drain: TypedDocumentNode<Drain, DrainVariables>;
