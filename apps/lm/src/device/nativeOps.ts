import type { StartOptions } from '@outrageous/backends';

/** The native ops of every package that has some, for the device to compile. */
export async function nativeOps(): Promise<NonNullable<StartOptions['nativeOps']>> {
  const packages = await Promise.all([
    import('@outrageous/core/native'),
    import('@outrageous/gating/native'),
    import('@outrageous/lstm/native'),
    import('@outrageous/trainer/native'),
  ]);
  return packages.map(({ nativeSources }) => nativeSources);
}
