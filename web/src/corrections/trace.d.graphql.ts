// Written by `npm run faces` from trace.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Trace {
  trace: {
    at: string;
    stage: string;
    what: string;
  }[];
}

export interface TraceVariables {
  correlationId: string;
}

export declare const text: string;
export declare const trace: TypedDocumentNode<Trace, TraceVariables>;
