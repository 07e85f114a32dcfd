// Written by `npm run faces` from correction.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Correction {
  correction: {
    id: string;
    type: 'HOLD_INVOICE' | 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'UNDO';
    state: 'APPROVED' | 'CANCELLED' | 'CONFIRMED' | 'DELIVERING' | 'NEEDS_HUMAN' | 'PLANNED' | 'REJECTED' | 'STALE';
    subjectLabel: string;
    reason: string;
    maker: string;
    approvalsNeeded: number;
    createdAt: string;
    changedAt: string;
    version: number;
    correlationId: string;
    amount: {
      formatted: string;
    } | null;
    contract: {
      id: string;
      number: string | null;
      name: string | null;
    } | null;
    invoice: {
      id: string;
      number: string | null;
    } | null;
    approvals: {
      approver: string;
      decision: string;
      comment: string | null;
      at: string;
    }[];
    steps: ({
      number: number;
      system: string;
      label: string;
      action: 'CREATE' | 'HOLD' | 'RELEASE' | 'UPDATE';
      level: string;
      outcome: 'CANCELLED' | 'CONFIRMED' | 'NEEDS_HUMAN' | 'READY' | 'REJECTED' | 'SENDING' | 'SENT' | 'STALE' | 'UNKNOWN' | 'WAITING' | null;
      attempts: number;
      detail: string | null;
      fields: {
        field: string;
        before: string | null;
        after: string | null;
      }[];
    })[];
  } | null;
}

export interface CorrectionVariables {
  id: string;
}

export declare const text: string;
export declare const correction: TypedDocumentNode<Correction, CorrectionVariables>;
