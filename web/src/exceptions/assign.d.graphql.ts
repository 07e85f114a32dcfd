// Written by `npm run faces` from assign.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Assign {
  assignExceptions: {
    exceptions: {
      id: string;
      assignee: string | null;
      version: number;
    }[];
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface AssignVariables {
  id: string;
  version: number;
  assignee?: string | undefined;
  comment?: string | undefined;
}

export declare const text: string;
export declare const assign: TypedDocumentNode<Assign, AssignVariables>;
