// Written by `npm run faces` from poll.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Poll {
  pollStream: {
    started: number;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface PollVariables {
  system: string;
  stream: string;
}

export declare const text: string;
export declare const poll: TypedDocumentNode<Poll, PollVariables>;
