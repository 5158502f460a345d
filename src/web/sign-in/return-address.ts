const FIRST = '/admin';
/** Any will do: whatever is not below it leads elsewhere. */
const HERE = 'http://here.invalid';

/** Where to go once signed in: a page of the console, whatever the address says. As `returnAddress` of the service. */
export function returnAddress(asked: string | null): string {
  if (asked === null || /[\\\s]/.test(asked) || !URL.canParse(asked, HERE)) return FIRST;
  const goal = new URL(asked, HERE);
  const isOurs = goal.origin === HERE && /^\/admin(\/(?!\/)|$)/.test(goal.pathname);
  return isOurs ? `${goal.pathname}${goal.search}` : FIRST;
}
