// Written by `npm run faces` from viewer.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Viewer {
  viewer: {
    id: string;
    name: string;
    roles: string[];
    rights: string[];
    wholeGroup: boolean;
    groupCells: string[];
    legalEntities: {
      code: string;
      name: string;
      currency: string;
    }[];
  };
  practices: {
    code: string;
    name: string;
  }[];
}

export type ViewerVariables = Record<string, never>;

export declare const text: string;
export declare const viewer: TypedDocumentNode<Viewer, ViewerVariables>;
