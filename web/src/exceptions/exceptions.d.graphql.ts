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
      ownerRole: string;
      assignee: string | null;
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
  order: 'AMOUNT' | 'OPENED_AT' | 'RULE' | 'SEVERITY' | 'SLA_DUE_AT';
  direction: 'ASC' | 'DESC';
  after?: string | undefined;
}

export declare const text: string;
export declare const exceptions: TypedDocumentNode<Exceptions, ExceptionsVariables>;
