// Written by `npm run faces` from cancel.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Cancel {
  cancelCorrection: {
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

export interface CancelVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const cancel: TypedDocumentNode<Cancel, CancelVariables>;
