// Written by `npm run faces` from contract-corrections.graphql.
import type { TypedDocumentNode } from 'urql';

export interface ContractCorrections {
  corrections: {
    nodes: {
      id: string;
      type: 'HOLD_INVOICE' | 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'UNDO';
      state: 'APPROVED' | 'CANCELLED' | 'CONFIRMED' | 'DELIVERING' | 'NEEDS_HUMAN' | 'PLANNED' | 'REJECTED' | 'STALE';
    }[];
  };
}

export interface ContractCorrectionsVariables {
  contract: string;
}

export declare const text: string;
export declare const contractCorrections: TypedDocumentNode<ContractCorrections, ContractCorrectionsVariables>;
