// Written by `npm run faces` from alert-events.graphql.
import type { TypedDocumentNode } from 'urql';

export interface AlertEvents {
  alertEvents: {
    events: {
      id: string;
      cursor: string;
      type: string;
      at: string;
      legalEntity: string | null;
      sentence: string;
      correlationId: string;
      payload: Record<string, unknown>;
    }[];
    endCursor: string;
    isReplay: boolean;
    isHeartbeat: boolean;
  };
}

export interface AlertEventsVariables {
  after?: string | undefined;
}

export declare const text: string;
export declare const alertEvents: TypedDocumentNode<AlertEvents, AlertEventsVariables>;
