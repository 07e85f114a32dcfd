import { Narrow } from './filters.tsx';
import { useFirmChoices } from './use-firm-choices.ts';

/** Narrows a list to a part of the firm. */
export function FirmFilters({
  search,
  onNarrow,
  practice = false,
}: {
  search: { entity?: string | undefined; currency?: string | undefined; practice?: string | undefined };
  onNarrow: (change: Record<string, string | undefined>) => void;
  practice?: boolean;
}) {
  const { entities, currencies, practices } = useFirmChoices();
  return (
    <>
      <Narrow
        label="Legal entity"
        all="All legal entities"
        choices={entities}
        value={search.entity}
        onChoose={(entity) => onNarrow({ entity })}
      />
      {practice ? (
        <Narrow
          label="Practice"
          all="All practices"
          choices={practices}
          value={search.practice}
          onChoose={(wanted) => onNarrow({ practice: wanted })}
        />
      ) : null}
      <Narrow
        label="Currency"
        all="All currencies"
        choices={currencies}
        value={search.currency}
        onChoose={(currency) => onNarrow({ currency })}
      />
    </>
  );
}
