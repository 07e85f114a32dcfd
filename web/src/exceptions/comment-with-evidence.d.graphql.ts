// Written by `npm run faces` from comment-with-evidence.graphql.
import type { TypedDocumentNode } from 'urql';

export interface CommentWithEvidence {
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

export interface CommentWithEvidenceVariables {
  id: string;
  comment: string;
  url: string;
}

export declare const text: string;
export declare const commentWithEvidence: TypedDocumentNode<CommentWithEvidence, CommentWithEvidenceVariables>;
