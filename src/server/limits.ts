import { createRequire } from 'node:module';
import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type * as QueryComplexity from 'graphql-query-complexity';
import type { Principal } from '../access/principal.ts';
import { may } from '../access/rights.ts';
import { HubError } from '../domain/errors.ts';
import type { Sheddable } from '../domain/shedding.ts';
import { measure, type Size } from './measure.ts';

// Its ES module build loads a second copy of graphql, and the two copies refuse each other's types.
const { getComplexity } = createRequire(import.meta.url)('graphql-query-complexity') as typeof QueryComplexity;

/** Most tokens of a document; longer ones are refused while they are being parsed. */
export const mostTokens = 2000;
const mostDepth = 12;
const mostAliases = 30;
const mostRootFields = 20;
/** Fields of an operation with its fragments written out. */
const mostFields = 4000;
const mostCost = 25_000;
const mostCostOfRows = 400_000;
/** From here on a read is one of those that are left undone first. */
const expensive = 5000;

function operationOf(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return name ? operations.find((node) => node.name?.value === name) : operations[0];
}

/** `__typename` tells nothing; the other two tell the whole schema. */
const asksForSchema = (name: string) => name === '__schema' || name === '__type';

/** A list costs as much as the rows that are asked for; everything else costs one. */
const estimator: QueryComplexity.ComplexityEstimator = ({ args, childComplexity }) => {
  const first = (args as { first?: unknown })['first'];
  return 1 + childComplexity * (typeof first === 'number' ? Math.max(1, Math.min(first, 10_000)) : 1);
};

function checkShape({ depth, aliases, fields, roots }: Size, introspection: boolean): void {
  // How deep a question about the schema may go is the library's own rule.
  if (depth > mostDepth && !introspection) {
    throw new HubError('DEPTH_LIMIT_EXCEEDED', `nested ${depth} deep; at most ${mostDepth}`);
  }
  if (aliases > mostAliases) throw new HubError('ALIAS_LIMIT_EXCEEDED', `${aliases} aliases; at most ${mostAliases}`);
  if (roots.length > mostRootFields) {
    throw new HubError('ROOT_FIELD_LIMIT_EXCEEDED', `more than ${mostRootFields} root fields`);
  }
  if (fields > mostFields) throw new HubError('COST_LIMIT_EXCEEDED', `${fields} fields; at most ${mostFields}`);
}

function checkCost(query: Omit<Parameters<typeof getComplexity>[0], 'estimators'>, limit: number): number {
  const cost = getComplexity({ ...query, estimators: [estimator] });
  if (cost > limit)
    throw new HubError('COST_LIMIT_EXCEEDED', `costs ${cost}; at most ${limit}: ask for fewer rows or fields`);
  return cost;
}

function sheddableAs({ operation }: OperationDefinitionNode, cost: number, pagesRows: boolean): Sheddable | undefined {
  if (operation !== OperationTypeNode.QUERY) return undefined;
  return pagesRows || cost >= expensive ? 'expensiveReads' : 'reads';
}

/**
 * Refuses an operation that asks for too much, before any of it runs: the same check for HTTP and WebSocket. Throws
 * DEPTH_, ALIAS_, ROOT_FIELD_ or COST_LIMIT_EXCEEDED; introspection is for whoever is signed in. Returns as what the operation
 * may be left undone; undefined for what never is: changes, subscriptions, and what costs nothing.
 */
export function checkLimits(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Record<string, unknown>,
  principal: Principal | undefined,
): Sheddable | undefined {
  const operation = operationOf(document, operationName);
  if (operation === undefined) return undefined;
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const shape = measure(operation.selectionSet, fragments);
  if (principal === undefined && shape.roots.some(asksForSchema)) {
    throw new HubError('UNAUTHENTICATED', 'sign in to read the schema');
  }
  const introspection = shape.roots.every(asksForSchema);
  checkShape(shape, introspection);
  if (introspection) return undefined;
  // Variables that don't fit their types are refused by the executor, which says where.
  if ('errors' in getVariableValues(schema, operation.variableDefinitions ?? [], variables)) return undefined;
  const named = operationName ? { operationName } : {};
  const pagesRows = may(principal, 'page:rows');
  const limit = pagesRows ? mostCostOfRows : mostCost;
  return sheddableAs(operation, checkCost({ schema, query: document, variables, ...named }, limit), pagesRows);
}
