// Written by `npm run faces` from open-work.graphql.
import type { TypedDocumentNode } from 'urql';

export interface OpenWork {
  blockedTotals: ({
    currency: string | null;
    count: number;
    amount: {
      formatted: string;
    } | null;
    total: {
      formatted: string;
    } | null;
  })[];
  exceptionTotals: ({
    severity: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM';
    currency: string | null;
    count: number;
    amount: {
      formatted: string;
    } | null;
  })[];
  pendingFinancialUpdates: ({
    system: string;
    outcome: 'CANCELLED' | 'CONFIRMED' | 'NEEDS_HUMAN' | 'READY' | 'REJECTED' | 'SENDING' | 'SENT' | 'STALE' | 'UNKNOWN' | 'WAITING';
    since: string;
    amount: {
      amount: string;
      currency: string;
    } | null;
  })[];
}

export type OpenWorkVariables = Record<string, never>;

export declare const text: string;
export declare const openWork: TypedDocumentNode<OpenWork, OpenWorkVariables>;
