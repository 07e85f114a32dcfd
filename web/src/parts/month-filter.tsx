import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { monthText } from '../format/dates.ts';
import { monthRange } from '../format/month.ts';

/** A month that a list has been narrowed to from elsewhere, and the way to widen it again. */
export function MonthFilter({
  what,
  month,
  onClear,
}: {
  what: string;
  month: string | undefined;
  onClear: () => void;
}) {
  const range = monthRange(month);
  if (range === undefined) return null;
  return (
    <Button
      variant="light"
      size="sm"
      onClick={onClear}
      rightSection={<IconX size={14} stroke={1.75} aria-hidden="true" />}
    >
      {what} {monthText(range.from)}
    </Button>
  );
}
