import { useEffect, useRef, useState } from 'react';
import type { PolicyVersion } from '../../generated/api.ts';
import { useKeptPolicyDraft } from './draft-storage.ts';

type InForce = Pick<PolicyVersion, 'version' | 'yaml'>;

export interface UsedDraft {
  yaml: string;
  /** The version that the text is based on, and is to replace. */
  over: number;
  /** It is not what is in force. */
  isChanged: boolean;
  /** It was kept from before the page was loaded. */
  isRestored: boolean;
  /** Another version has been put in force since it was begun. */
  isOvertaken: boolean;
  write: (yaml: string) => void;
  /** What is written by now, also where the page has not shown it yet. */
  textNow: () => string;
  /** Goes on from what is in force; the text before is gone. */
  startFrom: (policy: InForce) => void;
  /** This text has been put in force. What was written since is kept, and is to replace it. */
  goOnFrom: (policy: InForce) => void;
  /** Keeps the text, which is to replace this version now. */
  putOver: (version: number) => void;
}

interface State {
  yaml: string;
  over: number;
  /** The text that it began as; null where that is not known any more. */
  began: string | null;
  isRestored: boolean;
}

/** The text that somebody is writing for a tenant: it survives a reload, and what others put in force meanwhile. */
export function usePolicyDraft(inForce: InForce): UsedDraft {
  const { read, keep } = useKeptPolicyDraft();
  const [state, setState] = useState<State>(() => {
    const kept = read();
    if (kept === null || kept.yaml === inForce.yaml) return begin(inForce);
    const began = kept.over === inForce.version ? inForce.yaml : null;
    return { ...kept, began, isRestored: true };
  });
  const latest = useRef(state.yaml);
  useEffect(() => {
    latest.current = state.yaml;
  }, [state.yaml]);
  const isTouched = state.yaml !== state.began;
  // Nobody wrote anything, so the newer version is simply what is shown.
  if (state.over !== inForce.version && (!isTouched || state.yaml === inForce.yaml)) setState(begin(inForce));
  const isChanged = state.yaml !== inForce.yaml;
  useEffect(() => {
    keep(isChanged ? { yaml: state.yaml, over: state.over } : null);
  }, [keep, isChanged, state.yaml, state.over]);
  return {
    yaml: state.yaml,
    over: state.over,
    isChanged,
    isRestored: state.isRestored && isChanged,
    isOvertaken: isTouched && state.over !== inForce.version && isChanged,
    textNow: () => latest.current,
    write: (yaml) => {
      latest.current = yaml;
      setState((before) => (before.yaml === yaml ? before : { ...before, yaml, isRestored: false }));
    },
    startFrom: (policy) => {
      setState(begin(policy));
    },
    goOnFrom: (policy) => {
      setState((before) =>
        before.yaml === policy.yaml
          ? begin(policy)
          : { ...before, over: policy.version, began: policy.yaml, isRestored: false },
      );
    },
    putOver: (version) => {
      setState((before) => ({ ...before, over: version, isRestored: false }));
    },
  };
}

function begin({ yaml, version }: InForce): State {
  return { yaml, over: version, began: yaml, isRestored: false };
}
