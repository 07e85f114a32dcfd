// Written by `npm run faces` from example.graphql.
import type { TypedDocumentNode } from 'urql';

export interface WhereMoneyIs {
  backlogToCash: ({
    currency: string;
    legalEntity: {
      code: string;
    } | null;
    signed: {
      formatted: string;
    };
    backlog: {
      formatted: string;
    };
    delivered: {
      formatted: string;
    };
    workInProgress: {
      formatted: string;
    };
    billed: {
      formatted: string;
    };
    receivable: {
      formatted: string;
    };
    writtenOff: {
      formatted: string;
    };
    collected: {
      formatted: string;
    };
    unexplained: {
      formatted: string;
    };
  })[];
  invoices: {
    totalCount: number;
    nodes: ({
      number: string | null;
      blockedAmount: {
        formatted: string;
      } | null;
      hold: {
        state: 'HELD' | 'NONE' | 'PENDING' | 'PROPOSED' | 'RELEASE_PENDING';
        system: string | null;
      };
      blockedBy: {
        rule: string;
        sentence: string;
        ownerRole: string;
        slaDueAt: string | null;
      }[];
    })[];
  };
}

export type WhereMoneyIsVariables = Record<string, never>;

export declare const text: string;
export declare const whereMoneyIs: TypedDocumentNode<WhereMoneyIs, WhereMoneyIsVariables>;
