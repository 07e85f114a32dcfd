// Written by `npm run faces` from pending.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Pending {
  pendingFinancialUpdates: ({
    system: string;
    lane: string;
    label: string;
    outcome: 'CANCELLED' | 'CONFIRMED' | 'NEEDS_HUMAN' | 'READY' | 'REJECTED' | 'SENDING' | 'SENT' | 'STALE' | 'UNKNOWN' | 'WAITING';
    attempts: number;
    since: string;
    correctionId: string;
    amount: {
      formatted: string;
    } | null;
  })[];
}

export type PendingVariables = Record<string, never>;

export declare const text: string;
export declare const pending: TypedDocumentNode<Pending, PendingVariables>;
