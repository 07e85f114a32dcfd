// Written by `npm run faces` from contract.graphql.
import type { TypedDocumentNode } from 'urql';

export interface Contract {
  contract: {
    id: string;
    number: string | null;
    name: string | null;
    status: 'ACTIVE' | 'COMPLETED' | 'DRAFT' | 'ON_HOLD' | 'TERMINATED' | null;
    signedOn: string | null;
    startsOn: string | null;
    endsOn: string | null;
    amendmentNumber: number | null;
    purchaseOrderRequired: boolean | null;
    occurredAt: string;
    orphan: boolean;
    value: {
      formatted: string;
    } | null;
    legalEntity: {
      code: string;
      name: string;
    } | null;
    practice: {
      name: string;
    } | null;
    customer: {
      number: string | null;
      name: string | null;
      paymentTerms: string | null;
    } | null;
    flow: {
      signed: {
        amount: string;
        currency: string;
        formatted: string;
      } | null;
      backlog: {
        amount: string;
        formatted: string;
      } | null;
      delivered: {
        amount: string;
        formatted: string;
      } | null;
      workInProgress: {
        amount: string;
        formatted: string;
      } | null;
      billed: {
        amount: string;
        formatted: string;
      } | null;
      receivable: {
        amount: string;
        formatted: string;
      } | null;
      writtenOff: {
        amount: string;
        formatted: string;
      } | null;
      collected: {
        amount: string;
        formatted: string;
      } | null;
      unexplained: {
        amount: string;
        formatted: string;
      } | null;
    } | null;
    amendments: ({
      id: string;
      number: number | null;
      approvedAt: string | null;
      effectiveOn: string | null;
      valueDelta: {
        formatted: string;
      } | null;
      valueAfter: {
        formatted: string;
      } | null;
    })[];
    milestones: ({
      id: string;
      name: string | null;
      plannedOn: string | null;
      scopeState: 'ACTIVE' | 'DROPPED' | null;
      deliveryState: 'ACCEPTED' | 'CANCELED' | 'OPEN' | 'PLANNED' | null;
      acceptedOn: string | null;
      amount: {
        formatted: string;
      } | null;
    })[];
    billingEvents: ({
      id: string;
      number: string | null;
      description: string | null;
      state: 'INVOICED' | 'PLANNED' | 'READY' | null;
      held: boolean | null;
      eventOn: string | null;
      milestone: string | null;
      invoiceNumber: string | null;
      amount: {
        formatted: string;
      } | null;
    })[];
    projects: {
      id: string;
      number: string | null;
      name: string | null;
      status: 'ACTIVE' | 'CLOSED' | 'DRAFT' | 'ON_HOLD' | null;
      erpStatus: 'ACTIVE' | 'CLOSED' | null;
      startsOn: string | null;
      endsOn: string | null;
    }[];
    invoices: ({
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
      hold: {
        state: 'HELD' | 'NONE' | 'PENDING' | 'PROPOSED' | 'RELEASE_PENDING';
        level: string | null;
        system: string | null;
        since: string | null;
      };
    })[];
  } | null;
  exceptions: {
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
  corrections: {
    nodes: ({
      id: string;
      type: 'HOLD_INVOICE' | 'PROPAGATE_CONTRACT_VERSION' | 'RELEASE_INVOICE' | 'UNDO';
      state: 'APPROVED' | 'CANCELLED' | 'CONFIRMED' | 'DELIVERING' | 'NEEDS_HUMAN' | 'PLANNED' | 'REJECTED' | 'STALE';
      subjectLabel: string;
      reason: string;
      maker: string;
      approvalsNeeded: number;
      createdAt: string;
      changedAt: string;
      amount: {
        formatted: string;
      } | null;
      contract: {
        id: string;
        number: string | null;
        name: string | null;
      } | null;
      approvals: {
        approver: string;
        decision: string;
      }[];
    })[];
  };
}

export interface ContractVariables {
  id: string;
}

export declare const text: string;
export declare const contract: TypedDocumentNode<Contract, ContractVariables>;
