/**
 * Who reads a sentence: whoever runs Rollcall, or an administrator of the customer in the portal. The latter has the
 * identity provider at hand and no dashboard, command line or other tenant.
 */
export type Reader = 'operator' | 'customer';
