// Written by `npm run faces` from exceptions.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Exceptions {
  exceptions: {
    totalCount: number;
    pageInfo: {
      endCursor: string | null;
      hasNextPage: boolean;
    };
    nodes: ({
      id: string;
      rule: string;
      title: string;
      sentence: string;
      severity: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM';
      effect: 'BLOCK' | 'FLAG';
      status: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED';
      substatus: 'ESCALATING' | 'NEW' | 'ONGOING' | 'REGRESSED' | null;
      ownerRole: string;
      queue: string | null;
      assignee: string | null;
      riskAcceptances: {
        state: 'ACCEPTED' | 'ENDED' | 'REJECTED' | 'REQUESTED' | 'WITHDRAWN';
        expiresAt: string;
      }[];
      openedAt: string;
      slaDueAt: string | null;
      closedAt: string | null;
      subjectLabel: string;
      amount: {
        formatted: string;
      } | null;
      legalEntity: {
        code: string;
      } | null;
      contract: {
        id: string;
        number: string | null;
      } | null;
    })[];
  };
  rules: {
    id: string;
    title: string;
    open: number;
    cannotEvaluate: number;
    waitsFor: string[];
    failure: string | null;
  }[];
}

export interface ExceptionsVariables {
  severity?: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM' | undefined;
  rule?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  open?: boolean | undefined;
  status?: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED' | undefined;
  substatus?: 'ESCALATING' | 'NEW' | 'ONGOING' | 'REGRESSED' | undefined;
  risk?: 'ACCEPTED' | 'ENDED' | 'REJECTED' | 'REQUESTED' | 'WITHDRAWN' | undefined;
  order: 'AMOUNT' | 'OPENED_AT' | 'RULE' | 'SEVERITY' | 'SLA_DUE_AT';
  direction: 'ASC' | 'DESC';
  after?: string | undefined;
}

export declare const text: string;
export declare const exceptions: TypedDocumentNode<Exceptions, ExceptionsVariables>;
