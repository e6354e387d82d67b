/**
 * Every entry of an index must be one of `count` things, which are called `name`: as native ops say it.
 *
 * @throws RangeError that names the first which isn't
 */
export function requireIndex(index: ArrayLike<number>, count: number, name: string): void {
  for (let i = 0; i < index.length; i++) {
    if (!(index[i] >= 0 && index[i] < count)) throw new RangeError(`${name} ${index[i]} is not one of ${count}`);
  }
}
