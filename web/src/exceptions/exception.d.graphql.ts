// Written by `npm run faces` from exception.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Exception {
  exceptions: {
    nodes: ({
      id: string;
      rule: string;
      ruleVersion: number;
      title: string;
      kind: string;
      subjectLabel: string;
      status: 'ACCEPTED' | 'ACKNOWLEDGED' | 'CLOSED' | 'OPEN' | 'SNOOZED';
      cause: 'BASELINE' | 'CHANGE' | 'TIME';
      severity: 'CRITICAL' | 'HIGH' | 'LOW' | 'MEDIUM';
      effect: 'BLOCK' | 'FLAG';
      sentence: string;
      ownerRole: string;
      assignee: string | null;
      queue: string | null;
      routedBy: string | null;
      substatus: 'ESCALATING' | 'NEW' | 'ONGOING' | 'REGRESSED' | null;
      snoozedUntil: string | null;
      snoozeCondition: {
        type: 'AMOUNT_REACHES' | 'CLOSE_WITHIN' | 'JUDGEMENT_DIFFERS' | 'SEVERITY_RISES';
        amount: string | null;
        currency: string | null;
        businessDays: number | null;
      } | null;
      riskAcceptances: ({
        id: string;
        state: 'ACCEPTED' | 'ENDED' | 'REJECTED' | 'REQUESTED' | 'WITHDRAWN';
        reason: string;
        maker: string;
        approver: string | null;
        comment: string | null;
        amount: {
          formatted: string;
        } | null;
        expiresAt: string;
        endedAt: string | null;
        endedBecause: string | null;
        version: number;
      })[];
      slaDueAt: string | null;
      openedAt: string;
      closedAt: string | null;
      episode: number;
      version: number;
      facts: Record<string, unknown>;
      correction: string | null;
      correlationId: string;
      amount: {
        formatted: string;
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
      invoice: {
        id: string;
        number: string | null;
        status: 'APPROVED' | 'CANCELLED' | 'DRAFT' | 'ISSUED' | null;
        total: {
          formatted: string;
        } | null;
        hold: {
          state: 'HELD' | 'NONE' | 'PENDING' | 'PROPOSED' | 'RELEASE_PENDING';
          level: string | null;
          system: string | null;
          since: string | null;
        };
        blockedBy: {
          id: string;
          rule: string;
          title: string;
        }[];
      } | null;
      explanation: {
        fact: string;
        about: string;
        value: string;
        comparison: string;
        expected: string;
        holds: boolean | null;
      }[];
      history: ({
        at: string;
        type: string;
        actor: string;
        comment: string | null;
        evidence: {
          url: string | null;
          recordId: string | null;
          kind: 'AMENDMENT' | 'ASSIGNMENT' | 'BILLING_EVENT' | 'BILLING_SCHEDULE' | 'BILLING_SCHEDULE_LINE' | 'CHARGE_CODE' | 'CONTRACT' | 'CONTRACT_LINE' | 'CREDIT_NOTE' | 'CUSTOMER' | 'DISPUTE' | 'EMPLOYMENT' | 'EXPENSE' | 'FX_RATE' | 'INTERCOMPANY_CHARGE' | 'INTERCOMPANY_CHARGE_LINE' | 'INTERCOMPANY_PAYABLE' | 'INVOICE' | 'INVOICE_ALLOCATION' | 'INVOICE_LINE' | 'MILESTONE' | 'PAYMENT' | 'PREPAYMENT' | 'PROJECT' | 'PROJECT_BUDGET' | 'PURCHASE_ORDER' | 'RATE_CARD' | 'RATE_CARD_LINE' | 'RECOGNIZED_REVENUE' | 'RESOURCE' | 'REVENUE_SCHEDULE' | 'TASK' | 'TASK_TIME' | 'TAX_PROFILE' | 'TIME_ENTRY' | 'UNAPPLIED_CASH' | 'WRITE_OFF' | null;
          label: string | null;
        }[];
      })[];
    })[];
  };
}

export interface ExceptionVariables {
  id: string;
}

export declare const text: string;
export declare const exception: TypedDocumentNode<Exception, ExceptionVariables>;
