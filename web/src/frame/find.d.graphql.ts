// Written by `npm run faces` from find.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Find {
  contracts: {
    nodes: ({
      id: string;
      number: string | null;
      name: string | null;
      customer: {
        name: string | null;
      } | null;
    })[];
  };
  invoices: {
    nodes: ({
      id: string;
      number: string | null;
      status: 'APPROVED' | 'CANCELLED' | 'DRAFT' | 'ISSUED' | null;
      customer: {
        name: string | null;
      } | null;
    })[];
  };
}

export interface FindVariables {
  text: string;
}

export declare const text: string;
export declare const find: TypedDocumentNode<Find, FindVariables>;
