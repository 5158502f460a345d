import { createContext, use, type ReactNode } from 'react';

/** What is above every page, outside of this application: where the product has it in its own menus. */
export interface TrailStep {
  label: string;
  /** An address of the product, or null where none is known. */
  href: string | null;
}

const TrailContext = createContext<readonly TrailStep[]>([]);

export function WithTrail({
  steps,
  children,
}: {
  steps: readonly TrailStep[];
  children: ReactNode;
}): ReactNode {
  return <TrailContext value={steps}>{children}</TrailContext>;
}

export function useTrail(): readonly TrailStep[] {
  return use(TrailContext);
}
