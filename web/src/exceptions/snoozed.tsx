import { counted } from '../format/words.ts';
import { Instant } from '../parts/instant.tsx';
import type { ExceptionAnswer } from './exception-detail.tsx';

type Condition = NonNullable<ExceptionAnswer['snoozeCondition']>;

function conditionText({ type, amount, currency, businessDays }: Condition): string {
  switch (type) {
    case 'SEVERITY_RISES':
      return 'it gets worse';
    case 'AMOUNT_REACHES':
      return `${currency} ${amount} are at stake`;
    case 'CLOSE_WITHIN':
      return `${counted(businessDays ?? 0, 'business day')} before month-end`;
    case 'JUDGEMENT_DIFFERS':
      return 'anything about it changes';
  }
}

/** Until when an exception is snoozed, or until what. */
export function Snoozed({ exception: { snoozedUntil, snoozeCondition } }: { exception: ExceptionAnswer }) {
  if (snoozedUntil === null && snoozeCondition === null) return null;
  return (
    <span>
      until {snoozedUntil === null ? null : <Instant at={snoozedUntil} />}
      {snoozedUntil === null || snoozeCondition === null ? null : ', or '}
      {snoozeCondition === null ? null : conditionText(snoozeCondition)}
    </span>
  );
}
