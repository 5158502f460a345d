/** The end of an axis that starts at nothing: the next of 1, 2, 5, 10, 20, 50 and so on. */
export function axisEnd(most: number): number {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5].find((step) => step * power >= most) ?? 10) * power;
}
