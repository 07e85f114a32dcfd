// Written by `npm run faces` from compare.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Compare {
  reconcileStream: {
    started: number;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface CompareVariables {
  system: string;
  stream: string;
}

export declare const text: string;
export declare const compare: TypedDocumentNode<Compare, CompareVariables>;
