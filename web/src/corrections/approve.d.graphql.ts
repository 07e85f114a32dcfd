// Written by `npm run faces` from approve.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Approve {
  approveCorrection: {
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

export interface ApproveVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const approve: TypedDocumentNode<Approve, ApproveVariables>;
