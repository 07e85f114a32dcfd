/** The days of a week as the package numbers them. */
export const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The fields that hold the hours of each day, in timecards and schedules alike. */
export const dayFields = days.map((day) => `pse__${day}_Hours__c` as const);
