// Written by `npm run faces` from withdraw-risk.graphql.
import type { TypedDocumentNode } from 'urql';

export interface WithdrawRisk {
  withdrawRisk: {
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

export interface WithdrawRiskVariables {
  id: string;
  version: number;
  comment?: string | undefined;
}

export declare const text: string;
export declare const withdrawRisk: TypedDocumentNode<WithdrawRisk, WithdrawRiskVariables>;
