// Written by `npm run faces` from backlog-to-cash.graphql.
import type { TypedDocumentNode } from 'urql';

export interface BacklogToCash {
  total: {
    currency: string;
    signed: {
      amount: string;
      formatted: string;
    };
    backlog: {
      amount: string;
      formatted: string;
    };
    delivered: {
      amount: string;
      formatted: string;
    };
    workInProgress: {
      amount: string;
      formatted: string;
    };
    billed: {
      amount: string;
      formatted: string;
    };
    receivable: {
      amount: string;
      formatted: string;
    };
    writtenOff: {
      amount: string;
      formatted: string;
    };
    collected: {
      amount: string;
      formatted: string;
    };
    unexplained: {
      amount: string;
      formatted: string;
    };
    unknownContracts: number;
  }[];
  parts: ({
    currency: string;
    legalEntity: {
      code: string;
      name: string;
    } | null;
    practice: {
      code: string;
      name: string;
    } | null;
    month: string | null;
    signed: {
      amount: string;
      formatted: string;
    };
    backlog: {
      amount: string;
      formatted: string;
    };
    delivered: {
      amount: string;
      formatted: string;
    };
    workInProgress: {
      amount: string;
      formatted: string;
    };
    billed: {
      amount: string;
      formatted: string;
    };
    receivable: {
      amount: string;
      formatted: string;
    };
    writtenOff: {
      amount: string;
      formatted: string;
    };
    collected: {
      amount: string;
      formatted: string;
    };
    unexplained: {
      amount: string;
      formatted: string;
    };
    unknownContracts: number;
  })[];
}

export interface BacklogToCashVariables {
  by: 'LEGAL_ENTITY' | 'MONTH' | 'PRACTICE';
}

export declare const text: string;
export declare const backlogToCash: TypedDocumentNode<BacklogToCash, BacklogToCashVariables>;
