// Written by `npm run faces` from pause.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Pause {
  pauseSystem: {
    system: {
      name: string;
    } | null;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface PauseVariables {
  system: string;
  direction?: 'IN' | 'OUT' | undefined;
  reason: string;
  until?: string | undefined;
}

export declare const text: string;
export declare const pause: TypedDocumentNode<Pause, PauseVariables>;
