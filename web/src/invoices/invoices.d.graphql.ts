// Written by `npm run faces` from invoices.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Invoices {
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
      issuedOn: string | null;
      dueOn: string | null;
      blocked: boolean;
      total: {
        formatted: string;
      } | null;
      balance: {
        formatted: string;
      } | null;
      customer: {
        name: string | null;
      } | null;
      legalEntity: {
        code: string;
      } | null;
      contract: {
        id: string;
        number: string | null;
      } | null;
    })[];
  };
}

export interface InvoicesVariables {
  text?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  practice?: string | undefined;
  status?: 'APPROVED' | 'CANCELLED' | 'DRAFT' | 'ISSUED' | undefined;
  issuedFrom?: string | undefined;
  issuedBefore?: string | undefined;
  openMore?: string | undefined;
  openAtMost?: string | undefined;
  order: 'BALANCE' | 'BLOCKED_AMOUNT' | 'BLOCKED_SINCE' | 'DUE_ON' | 'ISSUED_ON' | 'NUMBER' | 'SLA_DUE_AT' | 'TOTAL';
  direction: 'ASC' | 'DESC';
  after?: string | undefined;
}

export declare const text: string;
export declare const invoices: TypedDocumentNode<Invoices, InvoicesVariables>;
