// Written by `npm run faces` from snooze.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Snooze {
  snoozeExceptions: {
    exceptions: {
      id: string;
      status: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED';
      snoozedUntil: string | null;
      version: number;
    }[];
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface SnoozeVariables {
  id: string;
  version: number;
  until: string;
  comment: string;
}

export declare const text: string;
export declare const snooze: TypedDocumentNode<Snooze, SnoozeVariables>;
