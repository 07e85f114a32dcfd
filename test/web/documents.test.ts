import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { operationTypes, typesFileOf } from '../../scripts/operation-types.ts';
import { checkLimits } from '../../src/server/limits.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const documents = readdirSync('web/src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => join('web/src', name));

it('asks the API only for what it has', () => {
  expect(documents.length).toBeGreaterThan(20);
  for (const file of documents) {
    const problems = validate(schema, parse(readFileSync(file, 'utf8')));
    expect({ file, problems: problems.map(({ message }) => message) }).toEqual({ file, problems: [] });
  }
});

it('stays within the limits that everybody has', () => {
  const reader = { id: 'persona:finance', name: '', roles: ['finance' as const], legalEntityIds: [], wholeGroup: true };
  for (const file of documents) {
    const document = parse(readFileSync(file, 'utf8'));
    const name = getOperationAST(document)?.name?.value;
    expect(() => checkLimits(schema, document, name, {}, reader)).not.toThrow();
  }
});

it('types what comes back as the schema says', () => {
  for (const file of documents) {
    const text = operationTypes(schema, file, readFileSync(file, 'utf8'));
    expect({ file, text }).toEqual({ file, text: readFileSync(typesFileOf(file), 'utf8') });
  }
});

it('refuses a document that the schema does not know, and says which', () => {
  expect(() => operationTypes(schema, 'web/src/wrong.graphql', 'query Wrong { viewer { shoeSize } }')).toThrow(
    /^web\/src\/wrong.graphql: Cannot query field "shoeSize"/,
  );
});
