// Written by `npm run faces` from contracts.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Contracts {
  contracts: {
    totalCount: number;
    pageInfo: {
      endCursor: string | null;
      hasNextPage: boolean;
    };
    nodes: ({
      id: string;
      number: string | null;
      name: string | null;
      status: 'ACTIVE' | 'COMPLETED' | 'DRAFT' | 'ON_HOLD' | 'TERMINATED' | null;
      signedOn: string | null;
      endsOn: string | null;
      amendmentNumber: number | null;
      orphan: boolean;
      value: {
        formatted: string;
      } | null;
      customer: {
        name: string | null;
      } | null;
      legalEntity: {
        code: string;
      } | null;
      flow: {
        backlog: {
          formatted: string;
        } | null;
        workInProgress: {
          formatted: string;
        } | null;
        receivable: {
          formatted: string;
        } | null;
        unexplained: {
          amount: string;
          formatted: string;
        } | null;
      } | null;
    })[];
  };
}

export interface ContractsVariables {
  text?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  practice?: string | undefined;
  status?: 'ACTIVE' | 'COMPLETED' | 'DRAFT' | 'ON_HOLD' | 'TERMINATED' | undefined;
  signedFrom?: string | undefined;
  signedBefore?: string | undefined;
  order: 'CUSTOMER' | 'ENDS_ON' | 'NUMBER' | 'SIGNED_ON' | 'VALUE';
  direction: 'ASC' | 'DESC';
  after?: string | undefined;
}

export declare const text: string;
export declare const contracts: TypedDocumentNode<Contracts, ContractsVariables>;
