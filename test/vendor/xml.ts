import { XMLParser } from 'fast-xml-parser';

/** An XML element as the parser gives it: children by name, attributes with `@`, text in `#text`. */
export type Element = { [name: string]: Element | Element[] | string | undefined };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Parses XML into elements, without namespace prefixes. */
export function parseXml(text: string): Element {
  return parser.parse(text.replace(/^\uFEFF/, ''), true) as Element;
}

/** The children of that name, however many. */
export function children(of: Element | undefined, name: string): Element[] {
  const found = of?.[name];
  if (found === undefined) return [];
  return (Array.isArray(found) ? found : [found]) as Element[];
}

/** The only child of that name, as an element. */
export function child(of: Element | undefined, name: string): Element | undefined {
  return children(of, name)[0];
}

/** The text of the child of that name. */
export function textIn(of: Element | undefined, name: string): string | undefined {
  const found = child(of, name) as Element | string | undefined;
  return typeof found === 'string' ? found : (found?.['#text'] as string | undefined);
}
