import type { ReactNode } from 'react';

/** Rollcall's mark: a roll being ticked off. */
export function Mark({ size = 24 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="8" fill="#006881" />
      <path d="M8 10h9M8 16h6M8 22h4" stroke="#8bd0dd" strokeWidth="2.6" strokeLinecap="round" />
      <path
        d="m15.5 20.5 4 4 6.5-9"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
