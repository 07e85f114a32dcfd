// Written by `npm run faces` from resubmit.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Resubmit {
  resubmitParked: {
    started: number;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface ResubmitVariables {
  id: string;
}

export declare const text: string;
export declare const resubmit: TypedDocumentNode<Resubmit, ResubmitVariables>;
