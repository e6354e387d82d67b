/** Leaves in lists and records of any depth: what parameters, their descriptions and recurrent states are kept in. */
export type Tree<Leaf> = Leaf | readonly Tree<Leaf>[] | { readonly [name: string]: Tree<Leaf> };

/**
 * The same tree with other leaves.
 *
 * @param isLeaf tells a leaf from a list or record
 * @param f is given each leaf and its path, such as `trunk/0/weight`
 * @param path of the whole tree
 */
export function mapLeaves<Leaf, Made>(
  tree: Tree<Leaf>,
  isLeaf: (part: Tree<Leaf>) => part is Leaf,
  f: (leaf: Leaf, path: string) => Made,
  path = '',
): Tree<Made> {
  if (isLeaf(tree)) return f(tree, path);
  const inside = (name: string): string => (path === '' ? name : `${path}/${name}`);
  const parts = Object.entries(tree).map(([name, part]) => [name, mapLeaves(part, isLeaf, f, inside(name))] as const);
  return Array.isArray(tree) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** All leaves of a tree with their paths, in the order of the tree. */
export function namedLeaves<Leaf>(
  tree: Tree<Leaf>,
  isLeaf: (part: Tree<Leaf>) => part is Leaf,
): (readonly [path: string, leaf: Leaf])[] {
  const found: (readonly [string, Leaf])[] = [];
  mapLeaves(tree, isLeaf, (leaf, path) => found.push([path, leaf]));
  return found;
}
