/** A condition of a WHERE clause. */
export type Condition =
  | { type: 'and' | 'or'; left: Condition; right: Condition }
  | { type: 'not'; condition: Condition }
  | { type: 'compare'; field: string; operator: string; value: Literal }
  | { type: 'in'; field: string; values: Literal[]; negated: boolean };

/** A literal value; dates and datetimes are kept apart because they compare by instant. */
export type Literal =
  | { kind: 'text' | 'date' | 'datetime'; value: string }
  | { kind: 'plain'; value: number | boolean | null };

/** A parsed SELECT. */
export interface Query {
  fields: string[];
  children: Query[];
  from: string;
  where?: Condition;
  orderBy: { field: string; descending: boolean }[];
  limit?: number;
}

/** What the platform answers to a query that it can't read. */
export class MalformedQuery extends Error {}

const token =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))|(\d{4}-\d\d-\d\d)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(<=|>=|!=|<>|[=<>(),]))/y;

interface Token {
  kind: 'text' | 'datetime' | 'date' | 'number' | 'word' | 'sign';
  text: string;
}

function tokens(soql: string): Token[] {
  const found: Token[] = [];
  token.lastIndex = 0;
  const kinds = ['text', 'datetime', 'date', 'number', 'word', 'sign'] as const;
  while (token.lastIndex < soql.trimEnd().length) {
    const match = token.exec(soql);
    if (match === null)
      throw new MalformedQuery(`unexpected token near: ${soql.slice(token.lastIndex, token.lastIndex + 20)}`);
    const place = match.slice(1).findIndex((part) => part !== undefined);
    found.push({ kind: kinds[place] as Token['kind'], text: match[place + 1] as string });
  }
  return found;
}

class Parser {
  private place = 0;
  private readonly list: Token[];

  constructor(list: Token[]) {
    this.list = list;
  }

  private peek(): Token | undefined {
    return this.list[this.place];
  }

  private isWord(word: string): boolean {
    const next = this.peek();
    return next?.kind === 'word' && next.text.toUpperCase() === word;
  }

  private isSign(sign: string): boolean {
    return this.peek()?.kind === 'sign' && this.peek()?.text === sign;
  }

  private take(): Token {
    const next = this.list[this.place];
    if (next === undefined) throw new MalformedQuery('unexpected end of query');
    this.place += 1;
    return next;
  }

  private word(word: string): void {
    if (!this.isWord(word)) throw new MalformedQuery(`expecting ${word}, found ${this.peek()?.text ?? 'the end'}`);
    this.place += 1;
  }

  private sign(sign: string): void {
    if (!this.isSign(sign)) throw new MalformedQuery(`expecting '${sign}', found ${this.peek()?.text ?? 'the end'}`);
    this.place += 1;
  }

  private name(): string {
    const next = this.take();
    if (next.kind !== 'word') throw new MalformedQuery(`expecting a name, found ${next.text}`);
    return next.text;
  }

  query(): Query {
    this.word('SELECT');
    const query: Query = { fields: [], children: [], from: '', orderBy: [] };
    do {
      if (this.isSign('(')) {
        this.sign('(');
        query.children.push(this.query());
        this.sign(')');
      } else query.fields.push(this.name());
    } while (this.isSign(',') && this.take());
    this.word('FROM');
    query.from = this.name();
    if (this.isWord('WHERE')) {
      this.take();
      query.where = this.or();
    }
    if (this.isWord('ORDER')) {
      this.take();
      this.word('BY');
      query.orderBy = this.orderBy();
    }
    if (this.isWord('LIMIT')) {
      this.take();
      query.limit = Number(this.take().text);
    }
    return query;
  }

  condition(): Condition {
    return this.or();
  }

  end(): void {
    if (this.peek() !== undefined) throw new MalformedQuery(`unexpected token: ${this.peek()?.text}`);
  }

  private orderBy(): Query['orderBy'] {
    const list: Query['orderBy'] = [];
    do {
      const field = this.name();
      const descending = this.isWord('DESC');
      if (descending || this.isWord('ASC')) this.take();
      list.push({ field, descending });
    } while (this.isSign(',') && this.take());
    return list;
  }

  private or(): Condition {
    let left = this.and();
    while (this.isWord('OR')) {
      this.take();
      left = { type: 'or', left, right: this.and() };
    }
    return left;
  }

  private and(): Condition {
    let left = this.single();
    while (this.isWord('AND')) {
      this.take();
      left = { type: 'and', left, right: this.single() };
    }
    return left;
  }

  private single(): Condition {
    if (this.isWord('NOT')) {
      this.take();
      return { type: 'not', condition: this.single() };
    }
    if (this.isSign('(')) {
      this.sign('(');
      const inner = this.or();
      this.sign(')');
      return inner;
    }
    const field = this.name();
    const negated = this.isWord('NOT');
    if (negated) this.take();
    if (this.isWord('IN')) {
      this.take();
      return { type: 'in', field, values: this.literals(), negated };
    }
    const { kind, text } = this.take();
    if (kind !== 'sign' || !['=', '!=', '<>', '<', '<=', '>', '>='].includes(text)) {
      throw new MalformedQuery(`unexpected operator: ${text}`);
    }
    return { type: 'compare', field, operator: text, value: this.literal() };
  }

  private literals(): Literal[] {
    const values: Literal[] = [];
    this.sign('(');
    do values.push(this.literal());
    while (this.isSign(',') && this.take());
    this.sign(')');
    return values;
  }

  private literal(): Literal {
    const { kind, text } = this.take();
    if (kind === 'text') return { kind, value: text.slice(1, -1).replace(/\\(.)/g, '$1') };
    if (kind === 'date' || kind === 'datetime') return { kind, value: text };
    if (kind === 'number') return { kind: 'plain', value: Number(text) };
    const word = text.toUpperCase();
    if (word === 'TRUE' || word === 'FALSE') return { kind: 'plain', value: word === 'TRUE' };
    if (word === 'NULL') return { kind: 'plain', value: null };
    throw new MalformedQuery(`unexpected literal: ${text}`);
  }
}

/** Parses the part of SOQL that a connector may use. Throws MalformedQuery. */
export function parseSoql(soql: string): Query {
  const parser = new Parser(tokens(soql));
  const query = parser.query();
  parser.end();
  return query;
}

/** Parses a condition by itself: the row-match expressions of other query languages look the same. */
export function parseCondition(text: string): Condition {
  const parser = new Parser(tokens(text));
  const condition = parser.condition();
  parser.end();
  return condition;
}
