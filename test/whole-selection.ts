import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';

/** Everything that can be selected of a type, so deep, without coming back to a type that it is part of. */
export function wholeSelection(of: GraphQLOutputType, depth: number, inside: readonly string[] = []): string {
  const type = getNamedType(of);
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const child = getNamedType(field.type);
    if (!isObjectType(child)) return [field.name];
    if (depth === 0 || inside.includes(child.name)) return [];
    const selection = wholeSelection(child, depth - 1, [...inside, type.name]);
    return selection === '' ? [] : [`${field.name} ${selection}`];
  });
  return fields.length === 0 ? '' : `{ ${fields.join(' ')} }`;
}

/** A value that fits a type and means nothing, as GraphQL writes it. */
function anyValue(of: GraphQLInputType): string {
  if (isNonNullType(of)) return anyValue(of.ofType);
  if (isListType(of)) return `[${anyValue(of.ofType)}]`;
  if (isEnumType(of)) return of.getValues()[0]?.name ?? '';
  if (isInputObjectType(of)) {
    const fields = Object.values(of.getFields()).filter(isRequiredInputField);
    return `{ ${fields.map(({ name, type }) => `${name}: ${anyValue(type)}`).join(', ')} }`;
  }
  const values: Record<string, string> = { Int: '1', Boolean: 'true', DateTimeISO: '"2100-01-01T00:00:00Z"' };
  return values[of.name] ?? '"00000000-0000-4000-8000-000000000000"';
}

/** A call of a root field with whatever it demands, and with all that it answers. */
export function anyCall(field: GraphQLField<unknown, unknown>, depth: number): string {
  const args = field.args.filter(isRequiredArgument).map(({ name, type }) => `${name}: ${anyValue(type)}`);
  const call = args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
  return `${call} ${wholeSelection(field.type, depth)}`;
}

/** The fields of a root type. */
export function rootFields(schema: GraphQLSchema, operation: 'query' | 'mutation' | 'subscription') {
  const type = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  return Object.values(type[operation]?.getFields() ?? {});
}

/**
 * The queries that ask for one thing by its id (`$id`), each with all that it answers. Where a field wants to know the kind
 * too there is one for each of the given kinds, as the API names them.
 */
export function callsById(schema: GraphQLSchema, kinds: ReadonlySet<string>): string[] {
  return rootFields(schema, 'query').flatMap((field) => {
    const required = field.args.filter(isRequiredArgument);
    const [id, ...others] = required.filter(({ type }) => getNamedType(type).name === 'ID');
    const [kind, ...more] = required.filter((each) => each !== id);
    if (id === undefined || others.length + more.length > 0) return [];
    const ask = (args: string) => `query ($id: ID!) { ${field.name}(${args}) ${wholeSelection(field.type, 6)} }`;
    if (kind === undefined) return [ask(`${id.name}: $id`)];
    const type = getNamedType(kind.type);
    const values = isEnumType(type) ? type.getValues().filter(({ name }) => kinds.has(name)) : [];
    return values.map(({ name }) => ask(`${kind.name}: ${name}, ${id.name}: $id`));
  });
}
