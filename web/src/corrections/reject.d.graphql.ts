// Written by `npm run faces` from reject.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Reject {
  rejectCorrection: {
    correction: {
      id: string;
      state: 'APPROVED' | 'CANCELLED' | 'CONFIRMED' | 'DELIVERING' | 'NEEDS_HUMAN' | 'PLANNED' | 'REJECTED' | 'STALE';
      version: number;
    } | null;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface RejectVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const reject: TypedDocumentNode<Reject, RejectVariables>;
