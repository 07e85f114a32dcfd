/** What a template of addresses is filled with: `{baseUrl}`, `{kind}` and `{key}`. */
export interface RecordPlace {
  baseUrl: string;
  kind: string;
  key: string;
}

/**
 * The address at which people see a record in its own system. Undefined when what comes out is no address of a page: what
 * a source calls its records must not become a script or lead into another site.
 */
export function recordUrl(template: string, { baseUrl, kind, key }: RecordPlace): string | undefined {
  const values: Record<string, string> = {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    kind: encodeURIComponent(kind),
    key: encodeURIComponent(key),
  };
  const text = template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
}
