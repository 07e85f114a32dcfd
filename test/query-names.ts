/** The attributes that the address of a Fusion request names, in conditions and in orders. */
export function namesIn(address: string): string[] {
  const { searchParams } = new URL(address);
  const text = `${searchParams.get('q') ?? ''} ${searchParams.get('orderBy') ?? ''}`;
  return text.replace(/'[^']*'/g, '').match(/\b[A-Z]\w*(?= *[<>=:])/g) ?? [];
}
