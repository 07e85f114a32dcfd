import { createRequire } from 'node:module';
import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type * as QueryComplexity from 'graphql-query-complexity';
import type { Principal } from '../access/principal.ts';
import { may } from '../access/rights.ts';
import { HubError } from '../domain/errors.ts';

// Its ES module build loads a second copy of graphql, and the two copies refuse each other's types.
const { getComplexity } = createRequire(import.meta.url)('graphql-query-complexity') as typeof QueryComplexity;

/** Most tokens of a document; longer ones are refused while they are being parsed. */
export const mostTokens = 2000;
const mostDepth = 12;
const mostAliases = 30;
const mostRootFields = 20;
const mostCost = 25_000;
const mostCostOfRows = 400_000;

interface Shape {
  depth: number;
  aliases: number;
}

type Fragments = ReadonlyMap<string, SelectionSetNode>;

/** Depth and aliases of a selection, fragments included. Fragment cycles have been refused by validation before. */
function shapeOf(selection: SelectionSetNode | undefined, fragments: Fragments): Shape {
  const shape: Shape = { depth: 0, aliases: 0 };
  for (const node of selection?.selections ?? []) {
    const inner =
      node.kind === Kind.FRAGMENT_SPREAD
        ? shapeOf(fragments.get(node.name.value), fragments)
        : shapeOf(node.selectionSet, fragments);
    const isField = node.kind === Kind.FIELD;
    shape.depth = Math.max(shape.depth, inner.depth + (isField ? 1 : 0));
    shape.aliases += inner.aliases + (isField && node.alias !== undefined ? 1 : 0);
  }
  return shape;
}

function operationOf(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return name ? operations.find((node) => node.name?.value === name) : operations[0];
}

const isIntrospection = (operation: OperationDefinitionNode) =>
  operation.selectionSet.selections.every((node) => node.kind === Kind.FIELD && node.name.value.startsWith('__'));

/** A list costs as much as the rows that are asked for; everything else costs one. */
const estimator: QueryComplexity.ComplexityEstimator = ({ args, childComplexity }) => {
  const first = (args as { first?: unknown })['first'];
  return 1 + childComplexity * (typeof first === 'number' ? Math.max(1, Math.min(first, 10_000)) : 1);
};

function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
}

function checkShape(operation: OperationDefinitionNode, fragments: Fragments): void {
  const { depth, aliases } = shapeOf(operation.selectionSet, fragments);
  if (depth > mostDepth) throw new HubError('DEPTH_LIMIT_EXCEEDED', `nested ${depth} deep; at most ${mostDepth}`);
  if (aliases > mostAliases) throw new HubError('ALIAS_LIMIT_EXCEEDED', `${aliases} aliases; at most ${mostAliases}`);
  const roots = operation.selectionSet.selections.length;
  if (roots > mostRootFields) {
    throw new HubError('ROOT_FIELD_LIMIT_EXCEEDED', `${roots} root fields; at most ${mostRootFields}`);
  }
}

function checkCost(query: Omit<Parameters<typeof getComplexity>[0], 'estimators'>, limit: number): void {
  const cost = getComplexity({ ...query, estimators: [estimator] });
  if (cost > limit)
    throw new HubError('COST_LIMIT_EXCEEDED', `costs ${cost}; at most ${limit}: ask for fewer rows or fields`);
}

/**
 * Refuses an operation that asks for too much, before any of it runs: the same check for HTTP and WebSocket. Throws
 * DEPTH_, ALIAS_, ROOT_FIELD_ or COST_LIMIT_EXCEEDED; introspection is for whoever is signed in.
 */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Record<string, unknown>,
  principal: Principal | undefined,
): void {
  const operation = operationOf(document, operationName);
  if (operation === undefined) return;
  if (isIntrospection(operation)) {
    if (principal === undefined) throw new HubError('UNAUTHENTICATED', 'sign in to read the schema');
    return;
  }
  checkShape(operation, fragmentsOf(document));
  // Variables that don't fit their types are refused by the executor, which says where.
  if ('errors' in getVariableValues(schema, operation.variableDefinitions ?? [], variables)) return;
  const named = operationName ? { operationName } : {};
  const limit = may(principal, 'page:rows') ? mostCostOfRows : mostCost;
  checkCost({ schema, query: document, variables, ...named }, limit);
}
