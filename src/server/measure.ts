import { type FragmentDefinitionNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

/** What a selection comes to once its fragments are written out. */
export interface Size {
  depth: number;
  aliases: number;
  fields: number;
  /** Names of its own fields, those of its fragments included; from a point on only some of them. */
  roots: readonly string[];
}

const nothing: Size = { depth: 0, aliases: 0, fields: 0, roots: [] };
const mostRoots = 100;

function both(one: Size, other: Size): Size {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    fields: one.fields + other.fields,
    roots: [...one.roots, ...other.roots].slice(0, mostRoots),
  };
}

/**
 * Measures a selection. Each fragment is measured once, however often it is spread: a document of a few lines can stand
 * for more fields than there is memory. Fragment cycles have been refused by validation before.
 */
export function measure(selection: SelectionSetNode, fragments: readonly FragmentDefinitionNode[]): Size {
  const bodies = new Map(fragments.map((fragment) => [fragment.name.value, fragment.selectionSet]));
  const known = new Map<string, Size>();

  function spread(name: string): Size {
    const size = known.get(name) ?? ofSet(bodies.get(name));
    known.set(name, size);
    return size;
  }

  function ofNode(node: SelectionNode): Size {
    if (node.kind === Kind.FRAGMENT_SPREAD) return spread(node.name.value);
    const inner = ofSet(node.selectionSet);
    if (node.kind === Kind.INLINE_FRAGMENT) return inner;
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (node.alias === undefined ? 0 : 1),
      fields: inner.fields + 1,
      roots: [node.name.value],
    };
  }

  function ofSet(set: SelectionSetNode | undefined): Size {
    return (set?.selections ?? []).reduce((size, node) => both(size, ofNode(node)), nothing);
  }

  return ofSet(selection);
}
