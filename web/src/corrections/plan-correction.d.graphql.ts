// Written by `npm run faces` from plan-correction.graphql.
import type { TypedDocumentNode } from 'urql';

export interface PlanCorrection {
  planCorrection: {
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

export interface PlanCorrectionVariables {
  type: 'HOLD_INVOICE' | 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'UNDO';
  subject: string;
  reason: string;
  targets?: string[] | undefined;
}

export declare const text: string;
export declare const planCorrection: TypedDocumentNode<PlanCorrection, PlanCorrectionVariables>;
