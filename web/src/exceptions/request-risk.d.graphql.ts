// Written by `npm run faces` from request-risk.graphql.
import type { TypedDocumentNode } from 'urql';

export interface RequestRisk {
  requestRiskAcceptance: {
    exception: {
      id: string;
      version: number;
    } | null;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface RequestRiskVariables {
  id: string;
  version: number;
  reason: string;
  expiresAt: string;
}

export declare const text: string;
export declare const requestRisk: TypedDocumentNode<RequestRisk, RequestRiskVariables>;
