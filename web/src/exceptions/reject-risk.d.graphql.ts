// Written by `npm run faces` from reject-risk.graphql.
import type { TypedDocumentNode } from 'urql';

export interface RejectRisk {
  rejectRisk: {
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

export interface RejectRiskVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const rejectRisk: TypedDocumentNode<RejectRisk, RejectRiskVariables>;
