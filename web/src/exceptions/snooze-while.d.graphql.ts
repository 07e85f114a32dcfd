// Written by `npm run faces` from snooze-while.graphql.
import type { TypedDocumentNode } from 'urql';

export interface SnoozeWhile {
  snoozeExceptions: {
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

export interface SnoozeWhileVariables {
  id: string;
  version: number;
  condition: 'AMOUNT_REACHES' | 'CLOSE_WITHIN' | 'JUDGEMENT_DIFFERS' | 'SEVERITY_RISES';
  businessDays?: number | undefined;
  comment: string;
}

export declare const text: string;
export declare const snoozeWhile: TypedDocumentNode<SnoozeWhile, SnoozeWhileVariables>;
