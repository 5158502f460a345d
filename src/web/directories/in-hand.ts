import { useQuery, useQueryClient } from '@tanstack/react-query';

/** A link to the Admin Portal of WorkOS. */
export interface AdminPortalLink {
  url: string;
  expiresAt: string;
}

interface InHand {
  /** The token of the directory that was made last, from the answer that made it. */
  token: { id: string; secret: string } | null;
  link: AdminPortalLink | null;
}

const nothing: InHand = { token: null, link: null };

/**
 * Secrets that were shown once, for the pages of this visit: in the memory of the page alone. They are gone with a
 * reload, and are in no address and no storage of the browser.
 */
export function useInHand(directory: string): InHand {
  const { data } = useQuery<InHand>({
    queryKey: keyOf(directory),
    queryFn: () => nothing,
    enabled: false,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return data ?? nothing;
}

export function useTakeInHand(): (directory: string, taken: Partial<InHand>) => void {
  const client = useQueryClient();
  return (directory, taken) => {
    // Set to stay: without this it would be dropped while no page looks at it.
    client.setQueryDefaults(keyOf(directory), { gcTime: Infinity });
    client.setQueryData<InHand>(keyOf(directory), (before = nothing) => ({ ...before, ...taken }));
  };
}

function keyOf(directory: string): readonly string[] {
  return ['in-hand', directory];
}
