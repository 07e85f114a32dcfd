// Written by `npm run faces` from invoice.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Invoice {
  invoice: {
    id: string;
    number: string | null;
    status: 'APPROVED' | 'CANCELLED' | 'DRAFT' | 'ISSUED' | null;
    issuedOn: string | null;
    dueOn: string | null;
    blocked: boolean;
    total: {
      formatted: string;
    } | null;
    balance: {
      formatted: string;
    } | null;
    blockedAmount: {
      formatted: string;
    } | null;
    customer: {
      name: string | null;
    } | null;
    legalEntity: {
      code: string;
      name: string;
    } | null;
    contract: {
      id: string;
      number: string | null;
      name: string | null;
    } | null;
    hold: {
      state: 'HELD' | 'NONE' | 'PENDING' | 'PROPOSED' | 'RELEASE_PENDING';
      level: string | null;
      system: string | null;
      since: string | null;
    };
    lines: ({
      id: string;
      number: number | null;
      description: string | null;
      milestones: string[];
      amount: {
        formatted: string;
      } | null;
    })[];
    blockedBy: ({
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
  } | null;
  validateInvoiceRelease: {
    verdict: 'ALLOW' | 'CANNOT_TELL' | 'HOLD';
    reasons: ({
      rule: string;
      outcome: 'CANNOT_EVALUATE' | 'FIRES' | 'PASSES';
      sentence: string;
      subjectId: string | null;
      waitsFor: {
        role: string;
        kind: string;
        stream: string | null;
      }[];
    })[];
  } | null;
}

export interface InvoiceVariables {
  id: string;
}

export declare const text: string;
export declare const invoice: TypedDocumentNode<Invoice, InvoiceVariables>;
