// Written by `npm run faces` from corrections.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Corrections {
  corrections: {
    totalCount: number;
    pageInfo: {
      endCursor: string | null;
      hasNextPage: boolean;
    };
    nodes: ({
      id: string;
      type: 'HOLD_INVOICE' | 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'UNDO';
      state: 'APPROVED' | 'CANCELLED' | 'CONFIRMED' | 'DELIVERING' | 'NEEDS_HUMAN' | 'PLANNED' | 'REJECTED' | 'STALE';
      subjectLabel: string;
      reason: string;
      maker: string;
      approvalsNeeded: number;
      createdAt: string;
      changedAt: string;
      amount: {
        formatted: string;
      } | null;
      contract: {
        id: string;
        number: string | null;
        name: string | null;
      } | null;
      approvals: {
        approver: string;
        decision: string;
      }[];
    })[];
  };
}

export interface CorrectionsVariables {
  states?: string[] | undefined;
  contract?: string | undefined;
  after?: string | undefined;
}

export declare const text: string;
export declare const corrections: TypedDocumentNode<Corrections, CorrectionsVariables>;
