// Written by `npm run faces` from parked.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Parked {
  parkedMessages: {
    id: string;
    receivedAt: string;
    system: string;
    stream: string | null;
    object: string | null;
    key: string | null;
    reasonCode: string | null;
    reason: string | null;
    attempts: number;
  }[];
}

export type ParkedVariables = Record<string, never>;

export declare const text: string;
export declare const parked: TypedDocumentNode<Parked, ParkedVariables>;
