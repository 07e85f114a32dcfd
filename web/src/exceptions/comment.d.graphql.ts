// Written by `npm run faces` from comment.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Comment {
  commentException: {
    exceptions: {
      id: string;
      version: number;
    }[];
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface CommentVariables {
  id: string;
  comment: string;
}

export declare const text: string;
export declare const comment: TypedDocumentNode<Comment, CommentVariables>;
