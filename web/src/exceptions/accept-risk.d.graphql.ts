// Written by `npm run faces` from accept-risk.graphql.
import type { TypedDocumentNode } from 'urql';

export interface AcceptRisk {
  acceptRisk: {
    exception: {
      id: string;
      status: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED';
      version: number;
    } | null;
    errors: {
      code: string;
      message: string;
    }[];
  };
}

export interface AcceptRiskVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const acceptRisk: TypedDocumentNode<AcceptRisk, AcceptRiskVariables>;
