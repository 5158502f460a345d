import { useState } from 'react';
import type { UsedDraft } from './use-policy-draft.ts';

/** Another text for the editor. */
interface Offered {
  yaml: string;
  /** Null: those that are there stay. */
  tests: string | null;
}

interface Losses {
  losesText: boolean;
  losesTests: boolean;
}

/** What the dialog that asks about it is told. */
interface ReplaceQuestion extends Losses {
  opened: boolean;
  onClose: () => void;
  onReplace: () => void;
}

export interface UsedReplacement {
  /** Takes it, after a question where something that is nowhere else would be lost. */
  offer: (offered: Offered) => void;
  dialog: ReplaceQuestion;
}

interface KeptTests {
  tests: string;
  keepTests: (tests: string) => void;
}

/** Puts another text, and its tests, in the place of what somebody is writing. */
export function useReplacement(draft: UsedDraft, { tests, keepTests }: KeptTests): UsedReplacement {
  const [asked, setAsked] = useState<(Offered & Losses & { isOpen: boolean }) | null>(null);
  const lossesBy = (offered: Offered): Losses => ({
    losesText: draft.isChanged && offered.yaml !== draft.yaml,
    losesTests: offered.tests !== null && tests.trim() !== '' && offered.tests !== tests,
  });
  const take = (offered: Offered): void => {
    draft.write(offered.yaml);
    if (offered.tests !== null) keepTests(offered.tests);
  };
  return {
    offer: (offered) => {
      const losses = lossesBy(offered);
      if (losses.losesText || losses.losesTests) setAsked({ ...offered, ...losses, isOpen: true });
      else take(offered);
    },
    dialog: {
      opened: asked?.isOpen === true,
      losesText: asked?.losesText === true,
      losesTests: asked?.losesTests === true,
      onClose: () => {
        setAsked((sofar) => (sofar === null ? null : { ...sofar, isOpen: false }));
      },
      onReplace: () => {
        if (asked !== null) take(asked);
      },
    },
  };
}
