// Written by `npm run faces` from group.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Group {
  group: {
    complete: boolean;
    missing: string[];
    cells: ({
      name: string;
      legalEntities: {
        code: string;
        name: string;
      }[];
      answered: boolean;
      code: string | null;
      reason: string | null;
      asOf: string | null;
      newestMessageAt: string | null;
      waitingSince: string | null;
      backlogToCash: {
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
      }[] | null;
      exceptionTotals: ({
        severity: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM';
        currency: string | null;
        count: number;
        amount: {
          amount: string;
          formatted: string;
        } | null;
      })[] | null;
      blockedTotals: ({
        currency: string | null;
        count: number;
        amount: {
          amount: string;
          formatted: string;
        } | null;
      })[] | null;
    })[];
    backlogToCash: {
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
    }[] | null;
    exceptionTotals: ({
      severity: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM';
      currency: string | null;
      count: number;
      amount: {
        amount: string;
        formatted: string;
      } | null;
    })[] | null;
    blockedTotals: ({
      currency: string | null;
      count: number;
      amount: {
        amount: string;
        formatted: string;
      } | null;
    })[] | null;
  };
}

export interface GroupVariables {
  cells?: string[] | undefined;
}

export declare const text: string;
export declare const group: TypedDocumentNode<Group, GroupVariables>;
