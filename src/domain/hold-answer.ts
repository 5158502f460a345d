/** What somebody decided about a hold. */
export type HoldAnswer = {
  /** The revision of the hold that they have seen; another one is refused. Null: the one that was last shown. */
  revision: number | null;
} & (
  | {
      verdict: 'approve';
      /** Where it has to be said whose account it is: the id of a user, or `new` for an account of their own. */
      account: string | null;
    }
  | { verdict: 'reject' }
);

/** As whom somebody answers: the policy's `guards.approvers` says who may. */
export type Approver = 'operator' | 'tenant_admin';
