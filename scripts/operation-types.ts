import { basename } from 'node:path';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  typeFromAST,
  validate,
} from 'graphql';

const scalars: Record<string, string> = { Int: 'number', Boolean: 'boolean', JSONObject: 'Record<string, unknown>' };

/** A type as TypeScript writes it; `named` says what stands for its innermost type. */
function written(type: GraphQLType, named: string, nothing: string): string {
  if (isNonNullType(type)) return bare(type.ofType, named, nothing);
  return `${bare(type, named, nothing)} | ${nothing}`;
}

function bare(type: GraphQLType, named: string, nothing: string): string {
  if (!isListType(type)) return named;
  const item = written(type.ofType, named, nothing);
  return / \| (?![^{]*})/.test(item) ? `(${item})[]` : `${item}[]`;
}

function leaf(type: GraphQLType): string {
  const inner = getNamedType(type);
  if (!isEnumType(inner)) return scalars[inner.name] ?? 'string';
  return inner
    .getValues()
    .map(({ name }) => `'${name}'`)
    .join(' | ');
}

function fieldLine(parent: GraphQLObjectType, field: FieldNode, indent: string): string {
  const name = (field.alias ?? field.name).value;
  if (field.name.value === '__typename') return `${indent}${name}: '${parent.name}';`;
  const type = parent.getFields()[field.name.value]?.type as GraphQLOutputType;
  const inner = getNamedType(type);
  const shape =
    isObjectType(inner) && field.selectionSet !== undefined
      ? objectShape(inner, field.selectionSet, indent)
      : leaf(type);
  return `${indent}${name}: ${written(type, shape, 'null')};`;
}

function objectShape(parent: GraphQLObjectType, selection: SelectionSetNode, indent: string): string {
  const lines = selection.selections.map((node) => {
    if (node.kind !== Kind.FIELD) throw new Error('documents of the page select fields, not fragments');
    return fieldLine(parent, node, `${indent}  `);
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function variableLines(schema: GraphQLSchema, operation: OperationDefinitionNode): string[] {
  return (operation.variableDefinitions ?? []).map(({ variable, type: node, defaultValue }) => {
    const type = typeFromAST(schema, node as never) as GraphQLType;
    if (isInputObjectType(getNamedType(type))) throw new Error('variables are scalars, enums and lists of them');
    const optional = defaultValue !== undefined || !isNonNullType(type);
    return `  ${variable.name.value}${optional ? '?' : ''}: ${written(type, leaf(type), 'undefined')};`;
  });
}

function operationOf(document: DocumentNode): OperationDefinitionNode & { name: { value: string } } {
  const [operation, ...more] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || operation.name === undefined || more.length > 0)
    throw new Error('a document of the page holds one named operation');
  return operation as OperationDefinitionNode & { name: { value: string } };
}

/** The types of one GraphQL document of the page. Throws, with the file's name, for one that the schema refuses. */
export function operationTypes(schema: GraphQLSchema, file: string, text: string): string {
  try {
    const document = parse(text);
    const [problem] = validate(schema, document);
    if (problem !== undefined) throw problem;
    const operation = operationOf(document);
    const name = operation.name.value;
    const root = schema.getRootType(operation.operation) as GraphQLObjectType;
    const variables = variableLines(schema, operation);
    return [
      `// Written by \`npm run faces\` from ${basename(file)}.`,
      "import type { TypedDocumentNode } from 'urql';",
      '',
      `export interface ${name} ${objectShape(root, operation.selectionSet, '')}`,
      '',
      variables.length === 0
        ? `export type ${name}Variables = Record<string, never>;`
        : `export interface ${name}Variables {\n${variables.join('\n')}\n}`,
      '',
      'export declare const text: string;',
      `export declare const ${name.charAt(0).toLowerCase()}${name.slice(1)}: TypedDocumentNode<${name}, ${name}Variables>;`,
      '',
    ].join('\n');
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** Where the types of a document stand: beside it, where the compiler looks for them. */
export function typesFileOf(document: string): string {
  return document.replace(/\.graphql$/, '.d.graphql.ts');
}
