/** The release of MPICH that is set up, and the checksums of its wheels on the Python Package Index. */
export const release = {
  version: '5.0.2',
  sha256: [
    '8fed465ebff269ea2ebac179a25de02671ddf8df476e0f115be089015015cfd4', // Linux, x64
    '992ae6ebb0da97d49d7a67000ae8112da9a3825da1bb1e6f1d196428a0410f2d', // Linux, arm64
    '425ec71e34fe588f4a917cd4c042fab84a70006537e36bfd6bb0d6ae274bb13c', // macOS, x64
    'fa6611d3efa2d5a5f624976458d25988bfd5626afc09402f662ff0defbb45cd4', // macOS, arm64
  ],
} as const;

/** The line of a requirements file that asks for the wheel of this machine. */
export function requirement(): string {
  return [`mpich==${release.version}`, ...release.sha256.map((hash) => `--hash=sha256:${hash}`)].join(' ');
}
