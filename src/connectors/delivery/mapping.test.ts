import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { kindOf } from '../../domain/kinds.ts';
import { toldKinds } from './message.ts';

it('describes every attribute and ref of every kind that can be told, and no others', () => {
  const sections = readFileSync('src/connectors/delivery/MAPPING.md', 'utf8').split(/^## /m).slice(1);
  const described = sections.map((section) => ({
    kind: section.split('\n')[0],
    members: [...section.matchAll(/^\| `[a-z_]+\.(\w+)` \| `(values|refs)\.(\w+)` \|/gm)].map(([, name, of, member]) =>
      name === member ? `${of}.${name}` : `${name} is not ${member}`,
    ),
  }));
  const expected = toldKinds.map((kind) => {
    const { attributes, refs } = kindOf(kind);
    const values = Object.keys(attributes).map((name) => `values.${name}`);
    return { kind, members: [...values, ...Object.keys(refs).map((name) => `refs.${name}`)] };
  });
  expect(described).toEqual(expected);
});
