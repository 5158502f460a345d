/** Where to go once signed in: a page of the console, whatever the address says. */
export function returnAddress(asked: string | null): string {
  return asked !== null && /^\/admin(\/(?!\/)|\?|$)/.test(asked) && !/[\\\s]/.test(asked) ? asked : '/admin';
}
