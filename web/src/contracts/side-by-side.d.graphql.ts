// Written by `npm run faces` from side-by-side.graphql.
import type { TypedDocumentNode } from 'urql';

export interface SideBySide {
  contract: {
    id: string;
    sideBySide: ({
      id: string;
      kind: string;
      label: string;
      presence: {
        system: string;
        role: string;
        state: 'MISSING' | 'PRESENT' | 'UNKNOWN';
        key: string | null;
        linkedBy: string | null;
      }[];
      attributes: ({
        attribute: string;
        golden: string | null;
        values: {
          system: string;
          role: string;
          value: string | null;
          owner: boolean;
          drifts: boolean;
          since: string | null;
        }[];
      })[];
    })[];
  } | null;
}

export interface SideBySideVariables {
  id: string;
}

export declare const text: string;
export declare const sideBySide: TypedDocumentNode<SideBySide, SideBySideVariables>;
