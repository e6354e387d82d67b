/**
 * A part of a pool has experts, and no others than the pool's.
 *
 * @throws RangeError that says which there are
 */
export function checkPart(name: string, experts: number, first: number, count: number): void {
  const whole = Number.isSafeInteger(first) && Number.isSafeInteger(count);
  if (whole && first >= 0 && count >= 1 && first + count <= experts) return;
  throw new RangeError(
    `${name}: got a part of ${count} experts from expert ${first} on, ` +
      `needs at least one, and none but 0 to ${experts - 1}`,
  );
}
