/** The attributes that the address of a Fusion request names: in conditions, in orders, and as what it wants to see. */
export function namesIn(address: string): string[] {
  const { searchParams } = new URL(address);
  const text = `${searchParams.get('q') ?? ''} ${searchParams.get('orderBy') ?? ''}`;
  const shown = searchParams.get('fields')?.split(',') ?? [];
  return [...shown, ...(text.replace(/'[^']*'/g, '').match(/\b[A-Z]\w*(?= *[<>=:])/g) ?? [])];
}
