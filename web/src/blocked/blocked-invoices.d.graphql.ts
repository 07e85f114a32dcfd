// Written by `npm run faces` from blocked-invoices.graphql.
import type { TypedDocumentNode } from 'urql';

export interface BlockedInvoices {
  invoices: {
    totalCount: number;
    pageInfo: {
      endCursor: string | null;
      hasNextPage: boolean;
    };
    nodes: ({
      id: string;
      number: string | null;
      status: 'APPROVED' | 'CANCELLED' | 'DRAFT' | 'ISSUED' | null;
      total: {
        formatted: string;
      } | null;
      blockedAmount: {
        formatted: string;
      } | null;
      legalEntity: {
        code: string;
      } | null;
      customer: {
        name: string | null;
      } | null;
      contract: {
        id: string;
        number: string | null;
      } | null;
      hold: {
        state: 'HELD' | 'NONE' | 'PENDING' | 'PROPOSED' | 'RELEASE_PENDING';
        level: string | null;
        system: string | null;
        since: string | null;
      };
      blockedBy: {
        id: string;
        rule: string;
        title: string;
        sentence: string;
        severity: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM';
        status: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED';
        ownerRole: string;
        assignee: string | null;
        openedAt: string;
        slaDueAt: string | null;
        snoozedUntil: string | null;
        correction: string | null;
      }[];
    })[];
  };
  corrections: {
    nodes: ({
      id: string;
      type: 'HOLD_INVOICE' | 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'UNDO';
      state: 'APPROVED' | 'CANCELLED' | 'CONFIRMED' | 'DELIVERING' | 'NEEDS_HUMAN' | 'PLANNED' | 'REJECTED' | 'STALE';
      maker: string;
      contract: {
        id: string;
      } | null;
      invoice: {
        id: string;
      } | null;
    })[];
  };
}

export interface BlockedInvoicesVariables {
  text?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  order: 'BALANCE' | 'BLOCKED_AMOUNT' | 'BLOCKED_SINCE' | 'DUE_ON' | 'ISSUED_ON' | 'NUMBER' | 'SLA_DUE_AT' | 'TOTAL';
  direction: 'ASC' | 'DESC';
  after?: string | undefined;
}

export declare const text: string;
export declare const blockedInvoices: TypedDocumentNode<BlockedInvoices, BlockedInvoicesVariables>;
