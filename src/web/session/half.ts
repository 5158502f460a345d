/** Which half of the application is shown: that of one tenant's own people, or that of those who run Rollcall. */
export type Half = 'portal' | 'console';

/** The half is in the address, and never changes without a new page. */
export function shownHalf(): Half {
  return /^\/portal(\/|$)/.test(window.location.pathname) ? 'portal' : 'console';
}
