// Written by `npm run faces` from resume.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Resume {
  resumeSystem: {
    system: {
      name: string;
    } | null;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface ResumeVariables {
  system: string;
  direction?: 'IN' | 'OUT' | undefined;
  reason: string;
}

export declare const text: string;
export declare const resume: TypedDocumentNode<Resume, ResumeVariables>;
