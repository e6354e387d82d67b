import type { ParameterSpec, ParameterSpecs } from './parameter.js';

/** A tree with the shape of a tree of descriptions. */
export type TreeOf<Leaf> = Leaf | readonly TreeOf<Leaf>[] | { readonly [name: string]: TreeOf<Leaf> };

/** The same tree with each description replaced; `path` says where in the tree it stands, such as `pool/hidden/0`. */
export function mapSpecs<Leaf>(
  specs: ParameterSpecs,
  leaf: (spec: ParameterSpec, path: string) => Leaf,
  path = '',
): TreeOf<Leaf> {
  if (isSpec(specs)) return leaf(specs, path);
  const inside = (name: string | number) => (path === '' ? `${name}` : `${path}/${name}`);
  if (isList(specs)) return specs.map((part, i) => mapSpecs(part, leaf, inside(i)));
  return Object.fromEntries(Object.entries(specs).map(([name, part]) => [name, mapSpecs(part, leaf, inside(name))]));
}

function isSpec(specs: ParameterSpecs): specs is ParameterSpec {
  return 'kind' in specs && specs.kind === 'parameter';
}

function isList(specs: ParameterSpecs): specs is readonly ParameterSpecs[] {
  return Array.isArray(specs);
}
