// Written by `npm run faces` from acknowledge.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Acknowledge {
  acknowledgeExceptions: {
    exceptions: {
      id: string;
      status: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED';
      version: number;
    }[];
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface AcknowledgeVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const acknowledge: TypedDocumentNode<Acknowledge, AcknowledgeVariables>;
