/** The console's door. */
export const signIn = {
  title: 'Sign in to the console',
  oidc: 'The console shows every tenant. You sign in at your company.',
  oidcAction: 'Sign in',
  token:
    'The console shows every tenant. Sign in with an API token; here no identity provider is configured.',
  tokenLabel: 'API token',
  tokenHint:
    'The operator token is printed on the first run, and kept in the file operator-token of ROLLCALL_HOME.',
  tokenAction: 'Sign in',
  tokenNeeded: 'Paste a token.',
  failed: 'You are not signed in',
  problems: {
    unreachable: 'Your identity provider cannot be reached just now. Try again in a moment.',
    refused: 'Your identity provider did not let you in. Try again, or ask who runs it.',
    expired: 'Signing in took too long, or was begun in another browser. Begin again.',
    no_role: 'You are who you say, but nobody has given you a role in this console. Ask who runs Rollcall.',
  } as Readonly<Record<string, string>>,
};
