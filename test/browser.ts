/** A browser as far as signing in goes: it keeps cookies and does not follow redirects by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();
  private readonly origin: string;

  constructor(origin: string) {
    this.origin = origin;
  }

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Goes to an address of the site. Returns the answer; its cookies are kept. */
  async go(path: string, options: RequestInit = {}): Promise<Response> {
    const response = await fetch(new URL(path, this.origin), {
      redirect: 'manual',
      ...options,
      headers: { cookie: this.header(), ...(options.headers as Record<string, string> | undefined) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const gone = value === '' || attributes.some((each) => /^Max-Age=0$|1970/i.test(each));
      if (gone) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Runs an operation as whoever is signed in. */
  async ask(query: string): Promise<{ data?: unknown; errors?: { extensions: { code: string } }[] }> {
    const response = await this.go('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as never;
  }
}
