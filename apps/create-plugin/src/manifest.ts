/** Versions, or ranges of them, by package. */
export type Versions = Readonly<Record<string, string>>;

const groups = ['peerDependencies', 'dependencies', 'devDependencies'] as const;

/** What a package.json says of other packages. */
export type Dependencies = Readonly<Partial<Record<(typeof groups)[number], Versions>>>;

/**
 * A package.json with the dependencies of its kind beside its own, each in a version that is known.
 *
 * @throws Error when the version of a package isn't known
 */
export function withDependencies<Manifest extends Dependencies>(
  manifest: Manifest,
  ofKind: Dependencies,
  versions: Versions,
): Manifest {
  const joined = groups.map((group) => {
    const names = Object.keys({ ...manifest[group], ...ofKind[group] }).sort();
    return [group, Object.fromEntries(names.map((name) => [name, versionOf(name, versions)]))] as const;
  });
  return { ...manifest, ...Object.fromEntries(joined) };
}

function versionOf(name: string, versions: Versions): string {
  if (name in versions) return versions[name];
  throw new Error(`the template needs ${name}, which is not among the devDependencies of create-plugin; add it there`);
}
