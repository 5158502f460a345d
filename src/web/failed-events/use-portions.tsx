import { useRef, useState, type ReactNode } from 'react';
import { WorkProgress } from '../parts/work-progress.tsx';
import { inPortions, type Portions } from './in-portions.ts';

/** Does something to many events, and shows how far it is, with a way to stop: what is done stays done. */
export function usePortions(label: string): {
  run: (total: number, perform: (limit: number) => Promise<number>) => Promise<number>;
  /** Null while nothing is done. */
  progress: ReactNode;
} {
  const [portions, setPortions] = useState<Portions | null>(null);
  const stop = useRef<AbortController>(null);
  return {
    run: async (total, perform) => {
      const controller = new AbortController();
      stop.current = controller;
      try {
        return await inPortions(total, perform, { onProgress: setPortions, signal: controller.signal });
      } finally {
        setPortions(null);
      }
    },
    progress: portions && (
      <WorkProgress
        label={label}
        {...portions}
        onCancel={() => {
          stop.current?.abort();
        }}
      />
    ),
  };
}
