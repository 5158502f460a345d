/** Seals the secrets of webhooks in tests: the same in every process of a test. */
export const testSecretKey = Buffer.alloc(32, 'rollcall');
