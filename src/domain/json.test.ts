import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, parseJson } from './json.ts';

it('keeps the digits that a JavaScript number would lose', () => {
  expect(parseJson('{"a":525.00000000,"b":0E-8,"c":300000047114141999,"d":-0,"e":[1.10, 7]}')).toEqual({
    a: '525.00000000',
    b: '0E-8',
    c: '300000047114141999',
    d: '-0',
    e: ['1.10', 7],
  });
});

it('gives back every number as written, wherever it stands', () => {
  const digits = fc.stringMatching(/^(0|[1-9]\d{0,19})(\.\d{1,10})?([eE][+-]?\d{1,2})?$/);
  const number = fc.tuple(fc.constantFrom('', '-'), digits).map(([sign, text]) => sign + text);
  fc.assert(
    fc.property(number, fc.constantFrom('', ' ', '\n'), (text, space) => {
      for (const document of [`[${space}${text}${space}]`, `{"a"${space}:${space}${text}${space},"b":1}`, text]) {
        const parsed = parseJson(document);
        const value = Array.isArray(parsed)
          ? parsed[0]
          : typeof parsed === 'object'
            ? (parsed as { a: unknown }).a
            : parsed;
        expect(String(value)).toBe(text);
      }
    }),
    { numRuns: 2000 },
  );
});

it('writes equal values as equal text', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
});
