import { accountFields } from './crm-schema.ts';
import type { ObjectSchema, OrgSchema } from './org.ts';

const project = { pse__Project__c: { relationship: 'pse__Project__r', object: 'pse__Proj__c' } };
const resource = { pse__Resource__c: { relationship: 'pse__Resource__r', object: 'Contact' } };
const milestone = { pse__Milestone__c: { relationship: 'pse__Milestone__r', object: 'pse__Milestone__c' } };
const region = { pse__Region__c: { relationship: 'pse__Region__r', object: 'pse__Region__c' } };
const item = {
  pse__Billing_Event_Item__c: { relationship: 'pse__Billing_Event_Item__r', object: 'pse__Billing_Event_Item__c' },
};

const hours = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const scheduleFields = ['pse__Start_Date__c', 'pse__End_Date__c', ...hours.map((day) => `pse__${day}_Hours__c`)];

const objects: Record<string, ObjectSchema> = {
  Account: { prefix: '001', fields: accountFields, lookups: {} },
  Contact: {
    prefix: '003',
    fields: [
      'Name',
      'pse__Is_Resource__c',
      'pse__Is_Resource_Active__c',
      'pse__Resource_Role__c',
      'pse__Default_Cost_Rate__c',
    ],
    lookups: region,
  },
  Contract: { prefix: '800', fields: ['ContractNumber'], lookups: {} },
  Opportunity: {
    prefix: '006',
    fields: ['Name'],
    lookups: { ContractId: { relationship: 'Contract', object: 'Contract' } },
  },
  pse__Region__c: { prefix: 'a0R', fields: ['Name'], lookups: {} },
  pse__Practice__c: { prefix: 'a0P', fields: ['Name'], lookups: {} },
  pse__Proj__c: {
    prefix: 'a0J',
    fields: [
      'Name',
      'pse__Project_ID__c',
      'pse__Stage__c',
      'pse__Is_Active__c',
      'pse__Is_Billable__c',
      'pse__Start_Date__c',
      'pse__End_Date__c',
      'pse__Bookings__c',
      'pse__Internal_Budget__c',
      'Revenue_At_Completion__c',
      'Cost_At_Completion__c',
      'Contract_External_Id__c',
    ],
    lookups: {
      ...region,
      pse__Practice__c: { relationship: 'pse__Practice__r', object: 'pse__Practice__c' },
      pse__Opportunity__c: { relationship: 'pse__Opportunity__r', object: 'Opportunity' },
    },
    externalIds: ['Contract_External_Id__c'],
    readOnly: ['pse__Project_ID__c'],
  },
  pse__Milestone__c: {
    prefix: 'a0M',
    fields: [
      'Name',
      'pse__Milestone_Amount__c',
      'pse__Target_Date__c',
      'pse__Actual_Date__c',
      'pse__Status__c',
      'pse__Requires_Customer_Sign_off__c',
      'pse__Include_In_Financials__c',
      'pse__Admin_Global_Edit__c',
      'pse__Audit_Notes__c',
      'Order_Item_External_Id__c',
    ],
    lookups: project,
    externalIds: ['Order_Item_External_Id__c'],
    required: ['Name', 'pse__Milestone_Amount__c', 'pse__Target_Date__c', 'pse__Project__c'],
  },
  pse__Assignment__c: {
    prefix: 'a0A',
    fields: [
      'pse__Role__c',
      'pse__Status__c',
      'pse__Is_Billable__c',
      'pse__Bill_Rate__c',
      'pse__Planned_Hours__c',
      'pse__Estimated_Time_To_Completion__c',
      'pse__Start_Date__c',
      'pse__End_Date__c',
      'Order_Item_External_Id__c',
    ],
    lookups: {
      ...project,
      ...resource,
      pse__Schedule__c: { relationship: 'pse__Schedule__r', object: 'pse__Schedule__c' },
    },
    readOnly: ['pse__Start_Date__c', 'pse__End_Date__c'],
  },
  pse__Schedule__c: {
    prefix: 'a0D',
    fields: scheduleFields,
    lookups: {},
    required: scheduleFields,
  },
  pse__Timecard_Header__c: {
    prefix: 'a0T',
    fields: [
      'pse__Start_Date__c',
      'pse__End_Date__c',
      'pse__Status__c',
      'pse__Billable__c',
      'pse__Bill_Rate__c',
      'pse__Include_In_Financials__c',
      ...hours.map((day) => `pse__${day}_Hours__c`),
    ],
    lookups: {
      ...project,
      ...resource,
      ...milestone,
      pse__Assignment__c: { relationship: 'pse__Assignment__r', object: 'pse__Assignment__c' },
    },
    required: ['pse__Start_Date__c', 'pse__End_Date__c'],
  },
  pse__Timecard__c: {
    prefix: 'a0S',
    fields: [],
    lookups: {
      ...item,
      pse__Timecard_Header__c: {
        relationship: 'pse__Timecard_Header__r',
        object: 'pse__Timecard_Header__c',
        master: true,
      },
    },
    required: ['pse__Timecard_Header__c'],
  },
  pse__Billing_Event__c: { prefix: 'a0E', fields: ['pse__Event_Key__c', 'pse__Date__c'], lookups: project },
  pse__Billing_Event_Item__c: {
    prefix: 'a0I',
    fields: ['pse__Amount__c', 'pse__Category__c'],
    lookups: { pse__Billing_Event__c: { relationship: 'pse__Billing_Event__r', object: 'pse__Billing_Event__c' } },
  },
  pse__Expense__c: {
    prefix: 'a0X',
    fields: ['pse__Expense_Date__c', 'pse__Type__c', 'pse__Amount__c', 'pse__Billable__c', 'pse__Status__c'],
    lookups: { ...project, ...resource, ...item },
    required: ['pse__Expense_Date__c', 'pse__Amount__c'],
  },
  pse__Project_Task__c: {
    prefix: 'a0K',
    fields: ['Name', 'CurrencyIsoCode', 'pse__WBS_Element_Number__c', 'pse__Status__c', 'pse__Estimated_Hours__c'],
    lookups: { ...project, ...milestone },
  },
  pse__Task_Time__c: {
    prefix: 'a0W',
    fields: ['pse__Total_Hours__c'],
    lookups: {
      pse__Timecard__c: { relationship: 'pse__Timecard__r', object: 'pse__Timecard_Header__c', master: true },
      pse__Project_Task__c: { relationship: 'pse__Project_Task__r', object: 'pse__Project_Task__c', master: true },
    },
    required: ['pse__Timecard__c', 'pse__Project_Task__c'],
    readOnly: ['pse__Total_Hours__c'],
  },
  pse__Budget__c: {
    prefix: 'a0B',
    fields: ['Name', 'pse__Amount__c', 'pse__Effective_Date__c', 'pse__Status__c', 'pse__Type__c'],
    lookups: project,
    required: ['Name', 'pse__Amount__c', 'pse__Effective_Date__c'],
  },
  pse__Rate_Card__c: {
    prefix: 'a0C',
    fields: ['pse__Role__c', 'pse__Suggested_Bill_Rate__c', 'pse__Start_Date__c', 'pse__End_Date__c'],
    lookups: region,
    required: ['pse__Suggested_Bill_Rate__c'],
  },
};

/** The PSA. `withExternalIds` false is an installation whose owner has added no fields, for the CRM's ids or otherwise. */
export function psaSchema(withExternalIds: boolean): OrgSchema {
  const kept = Object.entries(objects).map(([name, { externalIds = [], ...object }]) => {
    const isOwn = (field: string) => field.endsWith('__c') && !field.startsWith('pse__');
    const there = withExternalIds ? object.fields : object.fields.filter((field) => !isOwn(field));
    // An org with several currencies has one on every record.
    const fields = ['CurrencyIsoCode', ...there];
    return [name, { ...object, fields, externalIds: withExternalIds ? externalIds : [] }];
  });
  return {
    objects: Object.fromEntries(kept),
    children: {
      'pse__Timecard_Header__c.pse__TimecardSplits__r': {
        object: 'pse__Timecard__c',
        field: 'pse__Timecard_Header__c',
      },
    },
  };
}
